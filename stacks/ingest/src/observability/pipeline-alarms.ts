import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import { Construct } from 'constructs';
import type { AwsAccount } from '../permissions/aws-account.js';
import type { EncryptionKey } from '../permissions/permission.js';
import type { AlarmSpec } from './alarm-specs.js';

export interface PipelineAlarmsOptions {
  /** Prefix of the alarm names. */
  readonly namePrefix: string;
  /** SNS topics that are notified when an alarm goes off and when it is over. */
  readonly topicArns: readonly string[];
  readonly specs: readonly AlarmSpec[];
}

/** One CloudWatch alarm per specification. Missing data is not breaching: an idle pipeline emits no metrics. */
export class PipelineAlarms extends Construct {
  readonly arns: readonly string[];

  constructor(scope: Construct, id: string, { namePrefix, topicArns, specs }: PipelineAlarmsOptions) {
    super(scope, id);
    this.arns = specs.map((spec) => {
      const alarm = new CloudwatchMetricAlarm(this, spec.id, {
        alarmName: `${namePrefix}-${spec.id}`,
        alarmDescription: `${spec.meaning} What to do: apps/docs/runbook.md#${spec.runbookSection}`,
        namespace: spec.namespace,
        metricName: spec.metricName,
        dimensions: { ...spec.dimensions },
        statistic: spec.statistic,
        period: 60,
        comparisonOperator: 'GreaterThanThreshold',
        threshold: spec.threshold,
        datapointsToAlarm: spec.minutes.breaching,
        evaluationPeriods: spec.minutes.evaluated,
        treatMissingData: 'notBreaching',
        alarmActions: [...topicArns],
        okActions: [...topicArns],
      });
      return alarm.arn;
    });
  }
}

export interface AlarmTopicOptions {
  readonly account: AwsAccount;
  readonly name: string;
  /** Its key policy must allow CloudWatch to use it. */
  readonly key: EncryptionKey;
}

/** The SNS topic that alarms of this account notify. Subscriptions are not part of the stack. */
export class AlarmTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { account, name, key }: AlarmTopicOptions) {
    super(scope, id);
    const policy = new DataAwsIamPolicyDocument(this, 'policy', {
      statement: [
        {
          sid: 'TellOfAlarms',
          actions: ['sns:Publish'],
          resources: [account.arn('sns', name)],
          principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
          condition: [{ test: 'StringEquals', variable: 'aws:SourceAccount', values: [account.id] }],
        },
      ],
    }).json;
    this.arn = new SnsTopic(this, 'Default', { name, kmsMasterKeyId: key.arn, policy }).arn;
  }
}
