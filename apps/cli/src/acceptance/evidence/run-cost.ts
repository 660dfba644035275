import {
  type CloudWatchClient,
  GetMetricStatisticsCommand,
  type Statistic,
} from '@aws-sdk/client-cloudwatch';
import { kinesisPrices, s3Prices } from '../../capacity/prices.js';
import type { JsonValue } from '../observation/json-value.js';
import type { ArchivedBlocks } from './archived-blocks.js';

/**
 * Prices of functions on Arm in us-east-1, in US dollars.
 * Source: https://aws.amazon.com/lambda/pricing/ (read 2026-11-28).
 */
const lambdaPrices = {
  perMillionInvocations: 0.2,
  perGigabyteSecond: 0.000_013_333_4,
} as const;

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
  const { perMillionPutPayloadUnits } = kinesisPrices.provisioned;
  return {
    kinesisPuts:
      blocks === undefined ? null : dollars((blocks.putPayloadUnits / 1e6) * perMillionPutPayloadUnits),
    archivedObjects: blocks === undefined ? null : dollars((blocks.count / 1e6) * s3Prices.perMillionPuts),
    receipts: dollars((receipts / 1e6) * s3Prices.perMillionPuts),
    functions:
      functions === undefined ? null : dollars(functions.reduce((sum, use) => sum + costOfUse(use), 0)),
  };
}

function costOfUse({ invocations, durationMillis, memoryMegabytes }: FunctionUse): number {
  const gigabyteSeconds = (durationMillis / 1_000) * (memoryMegabytes / 1_024);
  return (
    (invocations / 1e6) * lambdaPrices.perMillionInvocations +
    gigabyteSeconds * lambdaPrices.perGigabyteSecond
  );
}

/** Six decimals: the smallest amounts are millionths. */
function dollars(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
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
