import type { RecoveryContext } from '../pipeline/recovery-context.js';
import { type ConsumerMapping, isRunning } from '../mapping/event-source-mapping.js';
import { formatTime, hourMillis, minRetentionHours } from '../mapping/retention.js';

/**
 * What was published until so long after the point is delivered from the archive as well: receipts are written after the Kinesis
 * records, and clocks differ. It is then delivered twice, with equal ids.
 */
export const overlapMillis = 5 * 60_000;

/** Time for enabling a mapping before the retention ends, in milliseconds. */
const retentionMarginMillis = 10 * 60_000;

/** Where the archive ends and the stream starts. */
export interface FillPoint {
  /** What was published until then is delivered from the archive, in milliseconds since the epoch. */
  readonly untilMillis: number;
  /** Whether a mapping is enabled already. */
  readonly isRunning: boolean;
  readonly notes: readonly string[];
}

/** Returns since when the stream has everything, in milliseconds since the epoch. An unknown retention counts as the shortest one. */
export function oldestInStreamMillis(
  { pipeline }: Pick<RecoveryContext, 'pipeline'>,
  nowMillis: number,
): number {
  return nowMillis - (pipeline.retentionHours ?? minRetentionHours) * hourMillis;
}

/**
 * Returns the point of a consumer. A disabled mapping with `AT_TIMESTAMP` starts at its timestamp when it is enabled, or at the oldest
 * Kinesis record that the stream still has. Any other is filled up to now.
 *
 * Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html, Timestamp (read
 * 2026-11-30): a time before the oldest Kinesis record is that record.
 *
 * @param nowMillis - On the clock of AWS.
 */
export function fillPoint(
  context: Pick<RecoveryContext, 'pipeline'>,
  mappings: readonly ConsumerMapping[],
  nowMillis: number,
): FillPoint {
  if (mappings.some(isRunning)) {
    const note =
      'The consumer already reads the stream: the order of old and new records of one key is not kept. For what is in the ' +
      'failures bucket, use redrive, which keeps it. Deploy a new consumer with enabled: false and startingPosition AT_TIMESTAMP, then fill it.';
    return { untilMillis: nowMillis - overlapMillis, isRunning: true, notes: [note] };
  }
  const starts = mappings.map((mapping) => startOf(mapping, nowMillis));
  const startMillis = Math.max(...starts);
  const oldestMillis = oldestInStreamMillis(context, nowMillis) + retentionMarginMillis;
  const untilMillis = Math.max(startMillis, oldestMillis) + overlapMillis;
  const start = `The mapping starts to read the stream at ${formatTime(startMillis)}.`;
  if (startMillis >= oldestMillis) return { untilMillis, isRunning: false, notes: [start] };
  const gone =
    `The stream keeps Kinesis records for ${context.pipeline.retentionHours ?? minRetentionHours} h, so what arrived from then until ` +
    `${formatTime(oldestMillis)} is delivered from the archive as well.`;
  return { untilMillis, isRunning: false, notes: [start, gone] };
}

function startOf({ startingPosition, startsAtMillis }: ConsumerMapping, nowMillis: number): number {
  return startingPosition === 'AT_TIMESTAMP' ? (startsAtMillis ?? nowMillis) : nowMillis;
}
