import {
  type CloudWatchClient,
  type Dimension,
  type MetricAlarm,
  paginateDescribeAlarms,
  paginateListMetrics,
} from '@aws-sdk/client-cloudwatch';

/** A metric by its name and all its dimensions. */
export interface MetricIdentity {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** An alarm and the metrics that it watches, also those in metric math. */
export interface WatchedAlarm {
  readonly name: string;
  readonly metrics: readonly MetricIdentity[];
}

/**
 * Whether CloudWatch knows a metric: `present`; `otherDimensions` if it is known only with other dimensions, so that the
 * alarm would never go off; `absent` if nothing like it has data.
 */
export type MetricState = 'present' | 'otherDimensions' | 'absent';

/** Lists the metric alarms whose names start with a prefix. */
export async function listAlarms(client: CloudWatchClient, namePrefix: string): Promise<WatchedAlarm[]> {
  const alarms: WatchedAlarm[] = [];
  for await (const { MetricAlarms: page = [] } of paginateDescribeAlarms(
    { client },
    { AlarmNamePrefix: namePrefix },
  ))
    alarms.push(...page.map((alarm) => ({ name: alarm.AlarmName ?? '', metrics: metricsOf(alarm) })));
  return alarms;
}

function metricsOf({ Namespace, MetricName, Dimensions, Metrics = [] }: MetricAlarm): MetricIdentity[] {
  const inMath = Metrics.flatMap(({ MetricStat: { Metric: metric } = {} }) => (metric ? [metric] : []));
  const own = MetricName === undefined ? [] : [{ Namespace, MetricName, Dimensions }];
  return [...own, ...inMath].map((metric) => ({
    namespace: metric.Namespace ?? '',
    metricName: metric.MetricName ?? '',
    dimensions: recordOf(metric.Dimensions),
  }));
}

/**
 * Finds a metric in the listing of CloudWatch, which contains metrics with data in the last two weeks. A new one appears
 * within 15 minutes.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html (read 2026-11-24).
 */
export async function findMetric(
  client: CloudWatchClient,
  { namespace, metricName, dimensions }: MetricIdentity,
): Promise<MetricState> {
  // One dimension finds the metric with exactly the alarm's dimensions and with others.
  const [first] = Object.entries(dimensions);
  const request = {
    Namespace: namespace,
    MetricName: metricName,
    ...(first && { Dimensions: [{ Name: first[0], Value: first[1] }] }),
  };
  let isKnown = false;
  for await (const { Metrics: page = [] } of paginateListMetrics({ client }, request)) {
    if (page.some((metric) => isSame(recordOf(metric.Dimensions), dimensions))) return 'present';
    isKnown ||= page.length > 0;
  }
  return isKnown ? 'otherDimensions' : 'absent';
}

function isSame(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

function recordOf(dimensions: readonly Dimension[] | undefined): Record<string, string> {
  return Object.fromEntries((dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value]));
}
