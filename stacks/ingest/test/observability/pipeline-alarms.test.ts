import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { prod } from '../../src/environments/prod.js';
import { synthesize } from '../synthesize.js';

const stack = synthesize(prod);
const alarms = stack.resources('aws_cloudwatch_metric_alarm');
const alarm = (id: string) => stack.resource('aws_cloudwatch_metric_alarm', `alarm_${id}`);
const runbook = readFileSync(new URL('../../../../apps/docs/runbook.md', import.meta.url), 'utf8');

/** The anchors of the runbook's headings, as GitHub makes them. */
const anchors = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-'),
);

describe('PipelineAlarms', () => {
  it.each(Object.entries(alarms))(
    '%s has dimensions and does not go off without data',
    (_, { dimensions, ...rest }) => {
      expect(Object.keys(dimensions as object).length).toBeGreaterThan(0);
      expect(rest).toMatchObject({
        treat_missing_data: 'notBreaching',
        comparison_operator: 'GreaterThanThreshold',
      });
    },
  );

  it.each(Object.values(alarms).map(({ alarm_description }) => [String(alarm_description)]))(
    'links to a section of the runbook: %s',
    (description) => {
      expect(anchors).toContain(/runbook\.md#(\S+)$/.exec(description)?.[1]);
    },
  );

  it('has an alarm for every section of the runbook', () => {
    const linked = Object.values(alarms).map(
      ({ alarm_description: description }) => /#(\S+)$/.exec(String(description))?.[1],
    );
    expect(anchors.filter((anchor) => !linked.includes(anchor))).toEqual([]);
  });

  it('goes off if a consumer lags by a quarter of the retention', () => {
    expect(alarm('consumer-archive-behind')).toMatchObject({
      metric_name: 'IteratorAge',
      dimensions: { FunctionName: '${aws_lambda_function.consumer-archive.function_name}' },
      statistic: 'Maximum',
      threshold: (168 * 3_600_000) / 4,
    });
  });

  it('counts dead-lettered Kinesis records per event source mapping', () => {
    expect(alarm('consumer-audit-dead-letters')).toMatchObject({
      metric_name: 'OnFailureDestinationDeliveredEventCount',
      dimensions: {
        EventSourceMappingUUID: '${aws_lambda_event_source_mapping.consumer-audit_mapping.uuid}',
      },
      threshold: 0,
    });
    expect(stack.resource('aws_lambda_event_source_mapping', 'consumer-audit_mapping')).toMatchObject({
      metrics_config: { metrics: ['EventCount'] },
    });
  });

  it.each([
    ['failed', 'ObjectsFailed'],
    ['rejected', 'ObjectsRejected'],
  ])("watches %s uploads in the namespace and dimensions of the producer's metrics", (id, metricName) => {
    expect(alarm(`producer-uploads-${id}`)).toMatchObject({
      namespace: 'headwaters-ingest-prod',
      metric_name: metricName,
      dimensions: { service: 'producer', stream: '${aws_kinesis_stream.stream.name}' },
      threshold: 0,
    });
  });

  it.each([
    ['stream-throttled', 'WriteProvisionedThroughputExceeded'],
    ['stream-nearly-full', 'IncomingBytes'],
    ...['producer', 'consumer-archive', 'consumer-audit'].flatMap((part) => [
      [`${part}-errors`, 'Errors'],
      [`${part}-throttled`, 'Throttles'],
      [`${part}-failures-lost`, 'DestinationDeliveryFailures'],
    ]),
  ])('has %s, with %s of that stream or function', (id, metricName) => {
    const [part = ''] = id.split(/-(?:throttled|nearly|errors|failures)/);
    expect(alarm(id)).toMatchObject({ metric_name: metricName });
    expect(JSON.stringify(alarm(id)['dimensions'])).toContain(`.${part}.`);
  });

  it('goes off at 80 % of the write capacity of 7 shards', () => {
    expect(alarm('stream-nearly-full')).toMatchObject({
      metric_name: 'IncomingBytes',
      threshold: Math.floor(7 * 60 * 1_048_576 * 0.8),
    });
  });

  it('has no capacity alarm for an on-demand stream', () => {
    const onDemand = synthesize({ ...dev, stream: { ...dev.stream, capacity: { mode: 'on-demand' } } });
    const names = Object.keys(onDemand.resources('aws_cloudwatch_metric_alarm'));
    expect(names).toContain('alarm_stream-throttled');
    expect(names).not.toContain('alarm_stream-nearly-full');
  });

  it('notifies the topics of the settings when an alarm goes off and when it is over', () => {
    const topicArns = ['arn:aws:sns:us-east-1:111122223333:on-call'];
    const notifying = synthesize({ ...dev, alarms: { ...dev.alarms, topicArns } });
    const silent = Object.entries(notifying.resources('aws_cloudwatch_metric_alarm'))
      .filter(
        ([, { alarm_actions, ok_actions }]) =>
          String(alarm_actions) !== topicArns[0] || String(ok_actions) !== topicArns[0],
      )
      .map(([name]) => name);
    expect(silent).toEqual([]);
  });
});

describe('AlarmTopic', () => {
  it('is notified by every alarm, when it goes off and when it is over', () => {
    const topic = '${aws_sns_topic.alarm-topic.arn}';
    const silent = Object.entries(alarms)
      .filter(
        ([, { alarm_actions, ok_actions }]) =>
          String(alarm_actions) !== topic || String(ok_actions) !== topic,
      )
      .map(([name]) => name);
    expect(silent).toEqual([]);
    expect(stack.outputs()).toMatchObject({ 'alarm-topic-arn': topic });
  });

  it('is encrypted, and accepts messages from alarms of this account only', () => {
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

  it('is usable by CloudWatch, by the key policy', () => {
    expect(stack.statements('key_policy')).toContainEqual(
      expect.objectContaining({
        sid: 'EncryptAlarms',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
      }),
    );
  });

  it('is absent with alarms.ownTopic false', () => {
    expect(synthesize(dev).resources('aws_sns_topic')).toEqual({});
  });
});
