import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { prod } from '../../src/environments/prod.js';
import { synthesize } from '../synthesize.js';

const stack = synthesize(prod);

describe('AlarmTopic', () => {
  it('is told by every alarm, when it goes off and when it is over', () => {
    const topic = ['${aws_sns_topic.alarm-topic.arn}'];
    for (const alarm of Object.values(stack.resources('aws_cloudwatch_metric_alarm'))) {
      expect(alarm).toMatchObject({ alarm_actions: topic, ok_actions: topic });
    }
    expect(stack.outputs()).toMatchObject({ 'alarm-topic-arn': topic[0] });
  });

  it('takes messages from the alarms of this account alone, and keeps them encrypted', () => {
    expect(stack.resource('aws_sns_topic', 'alarm-topic')).toMatchObject({
      name: 'headwaters-ingest-prod-alarms',
      kms_master_key_id: '${aws_kms_key.key.arn}',
      policy: '${data.aws_iam_policy_document.alarm-topic_policy.json}',
    });
    expect(stack.statements('alarm-topic_policy')).toMatchObject([
      {
        actions: ['sns:Publish'],
        resources: ['arn:aws:sns:us-east-1:111122223333:headwaters-ingest-prod-alarms'],
        principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
        condition: [{ variable: 'aws:SourceAccount', values: ['111122223333'] }],
      },
    ]);
  });

  it('is readable by CloudWatch by the policy of the key', () => {
    expect(stack.statements('key_policy')).toContainEqual(
      expect.objectContaining({
        sid: 'EncryptAlarms',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
      }),
    );
  });

  it('is not made where the settings say so', () => {
    expect(synthesize(dev).resources('aws_sns_topic')).toEqual({});
  });
});
