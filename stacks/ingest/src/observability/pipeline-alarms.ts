import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import type { AwsAccount, EncryptionKey } from '@headwaters/terraform-stack';
import { Construct } from 'constructs';
import type { AlarmSpec, MetricMath, MetricStatistic } from './alarm-spec.js';

export interface PipelineAlarmsOptions {
  /** Prefix of the alarm names. */
  readonly namePrefix: string;
  /** The page with the runbook: a URL, or a path in the workspace. */
  readonly runbook: string;
  /** SNS topics that every alarm notifies when it goes off and when it is over. */
  readonly topicArns: readonly string[];
  /** SNS topics that alarms of the severity `page` notify besides. */
  readonly pageTopicArns: readonly string[];
  readonly specs: readonly AlarmSpec[];
}

/** One CloudWatch alarm per specification. */
export class PipelineAlarms extends Construct {
  readonly arns: readonly string[];

  constructor(scope: Construct, id: string, options: PipelineAlarmsOptions) {
    super(scope, id);
    this.arns = options.specs.map((spec) => this.#alarm(spec, options).arn);
  }

  #alarm(spec: AlarmSpec, options: PipelineAlarmsOptions): CloudwatchMetricAlarm {
    const topicArns = [...options.topicArns, ...(spec.severity === 'page' ? options.pageTopicArns : [])];
    const { breaching, evaluated, periodSeconds } = spec.evaluation;
    return new CloudwatchMetricAlarm(this, spec.id, {
      alarmName: `${options.namePrefix}-${spec.id}`,
      alarmDescription: descriptionOf(spec, options.runbook),
      ...measuredBy(spec.measured, periodSeconds),
      comparisonOperator: spec.comparison === 'below' ? 'LessThanThreshold' : 'GreaterThanThreshold',
      threshold: spec.threshold,
      datapointsToAlarm: breaching,
      evaluationPeriods: evaluated,
      treatMissingData: spec.missingData,
      alarmActions: topicArns,
      okActions: topicArns,
    });
  }
}

/** The text of the notification. */
function descriptionOf({ severity, meaning, runbookSection }: AlarmSpec, runbook: string): string {
  const label = severity === 'page' ? 'Page' : 'Warning';
  return `${label}: ${meaning} What to do: ${runbook}#${runbookSection}`;
}

function measuredBy(
  measured: MetricStatistic | MetricMath,
  periodSeconds: number,
): Partial<CloudwatchMetricAlarmConfig> {
  if (!('expression' in measured)) {
    const { metric, statistic } = measured;
    return {
      namespace: metric.namespace,
      metricName: metric.name,
      dimensions: metric.dimensions,
      statistic,
      period: periodSeconds,
    };
  }
  const queries = Object.entries(measured.metrics).map(([id, { metric, statistic }]) => ({
    id,
    metric: {
      namespace: metric.namespace,
      metricName: metric.name,
      dimensions: metric.dimensions,
      stat: statistic,
      period: periodSeconds,
    },
  }));
  // The alarm watches the one query that returns data.
  return { metricQuery: [{ id: 'result', expression: measured.expression, returnData: true }, ...queries] };
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
          sid: 'PublishAlarms',
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
