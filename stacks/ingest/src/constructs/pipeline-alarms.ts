import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import { Construct } from 'constructs';
import type { AlarmSpec } from '../alarms/alarm-spec.js';

export interface PipelineAlarmsOptions {
  /** What alarm names begin with. */
  readonly namePrefix: string;
  /** SNS topics that are told when an alarm goes off, and when it is over. */
  readonly topicArns: readonly string[];
  readonly specs: readonly AlarmSpec[];
}

/** One CloudWatch alarm for each thing that is watched. No data means no trouble: an idle pipeline prints no metrics. */
export class PipelineAlarms extends Construct {
  /** The alarms' ARNs, as the dashboard takes them. */
  readonly arns: readonly string[];

  constructor(scope: Construct, id: string, { namePrefix, topicArns, specs }: PipelineAlarmsOptions) {
    super(scope, id);
    this.arns = specs.map((spec) => {
      const [datapointsToAlarm, evaluationPeriods] = spec.minutes;
      const alarm = new CloudwatchMetricAlarm(this, spec.id, {
        alarmName: `${namePrefix}-${spec.id}`,
        alarmDescription: `${spec.meaning} What to do: stacks/ingest/RUNBOOK.md#${spec.runbookSection}`,
        namespace: spec.namespace,
        metricName: spec.metricName,
        dimensions: { ...spec.dimensions },
        statistic: spec.statistic,
        period: 60,
        comparisonOperator: 'GreaterThanThreshold',
        threshold: spec.threshold,
        datapointsToAlarm,
        evaluationPeriods,
        treatMissingData: 'notBreaching',
        alarmActions: [...topicArns],
        okActions: [...topicArns],
      });
      return alarm.arn;
    });
  }
}
