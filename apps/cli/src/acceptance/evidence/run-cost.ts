import {
  type CloudWatchClient,
  GetMetricStatisticsCommand,
  type Statistic,
} from '@aws-sdk/client-cloudwatch';
import { type Usage, gigabyteSeconds, priceUsage } from '@headwaters/bill';
import type { JsonValue } from '../observation/json-value.js';
import type { ArchivedBlocks } from './archived-blocks.js';

/** Counts of a run that cost money. */
export interface RunCounts {
  /** `undefined` if no consumer archives. */
  readonly blocks: ArchivedBlocks | undefined;
  readonly receipts: number;
  /** `undefined` without CloudWatch. */
  readonly functions: readonly FunctionUse[] | undefined;
}

/** Computes what the counted use costs, in US dollars. What was not counted is null. */
export function costOf({ blocks, receipts, functions }: RunCounts): Record<string, JsonValue> {
  return {
    kinesisPuts: blocks === undefined ? null : dollars({ kinesisPutUnits: blocks.putPayloadUnits }),
    archivedObjects: blocks === undefined ? null : dollars({ s3Writes: blocks.count }),
    receipts: dollars({ s3Writes: receipts }),
    functions: functions === undefined ? null : dollars(usageOf(functions)),
  };
}

function usageOf(functions: readonly FunctionUse[]): Usage {
  const sum = (count: (use: FunctionUse) => number) =>
    functions.reduce((total, use) => total + count(use), 0);
  return {
    lambdaRequests: sum(({ invocations }) => invocations),
    lambdaGigabyteSeconds: sum(({ durationMillis, memoryMegabytes }) =>
      gigabyteSeconds({ durationMillis }, memoryMegabytes),
    ),
  };
}

/** Six decimals: the smallest amounts are millionths. */
function dollars(usage: Usage): number {
  return Math.round(priceUsage(usage).dollars * 1e6) / 1e6;
}

/** What a function was used for, as CloudWatch counts it. */
export interface FunctionUse {
  readonly invocations: number;
  /** Sum over all invocations. */
  readonly durationMillis: number;
  readonly memoryMegabytes: number;
}

/** A metric of a function, over a period. */
interface FunctionMetric {
  readonly functionName: string;
  readonly metricName: 'Invocations' | 'Duration' | 'IteratorAge';
  readonly statistic: Extract<Statistic, 'Sum' | 'Maximum'>;
  readonly since: Date;
  readonly until: Date;
}

const millisPerMinute = 60_000;
/** GetMetricStatistics returns at most 1,440 data points. */
const maxDataPoints = 1_440;

/**
 * Reads a metric of a function over a period: the sum or the largest of its data points. `undefined` without data.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html (read 2026-11-24).
 */
export async function readFunctionMetric(
  client: CloudWatchClient,
  { functionName, metricName, statistic, since, until }: FunctionMetric,
): Promise<number | undefined> {
  const minutes = Math.ceil((until.getTime() - since.getTime()) / millisPerMinute);
  const { Datapoints: points = [] } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/Lambda',
      MetricName: metricName,
      Dimensions: [{ Name: 'FunctionName', Value: functionName }],
      StartTime: since,
      EndTime: until,
      Period: 60 * Math.max(1, Math.ceil(minutes / maxDataPoints)),
      Statistics: [statistic],
    }),
  );
  const values = points.flatMap((point) => point[statistic] ?? []);
  if (values.length === 0) return undefined;
  return statistic === 'Sum' ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values);
}
