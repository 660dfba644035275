import { streamUse, type StreamLoad, type StreamUse } from './shards-for-load.js';

const secondsPerHour = 3_600;

/** What fails in an outage: one or all consumers, or everything that writes to the stream and reads from it. */
export type OutageScope = 'consumers' | 'pipeline';

/**
 * Returns how long a stream needs after an outage until nothing waits any more, in seconds, while its load continues.
 *
 * A consumer reads what waits and what is written meanwhile, at most at its part of the shards' read throughput: with
 * enhanced fan-out 2 MiB/s per shard, otherwise that divided by the number of consumers that share it, because all of them catch
 * up after a common outage. After an outage of the pipeline, what waits must also be written, at most at the shards' write
 * throughput. So `use` of the scarcer throughput leaves `1 - use` for what waits: outage x use / (1 - use). The time that the
 * functions need is not included.
 *
 * Sources: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html and
 * https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html (read 2026-11-28).
 *
 * @returns Infinity if the load leaves nothing for what waits.
 */
export function catchUpSeconds(
  { write, read }: StreamUse,
  outageSeconds: number,
  scope: OutageScope = 'consumers',
): number {
  const use = scope === 'consumers' ? read : Math.max(read, write);
  return use < 1 ? (outageSeconds * use) / (1 - use) : Infinity;
}

/** A stream with a fixed number of shards. */
export interface ProvisionedStream {
  readonly load: StreamLoad;
  readonly shards: number;
  readonly retentionHours: number;
}

/** The part of the retention that the outage of {@link findCatchUpProblem} takes: 42 h of 168 h. */
const outageShare = 0.25;

/**
 * Finds out whether a stream can't catch up within its retention: after an outage of the whole pipeline of a quarter of the
 * retention, it must have caught up before the retention has passed since the start of the outage. Otherwise a second outage
 * loses data. That allows a use of 75 %, whatever the retention.
 *
 * @returns The problem as sentences with figures and what to do, or `undefined` if there is none.
 */
export function findCatchUpProblem({ load, shards, retentionHours }: ProvisionedStream): string | undefined {
  const use = streamUse(load, shards);
  const outageHours = retentionHours * outageShare;
  const neededHours = catchUpSeconds(use, outageHours * secondsPerHour, 'pipeline') / secondsPerHour;
  const availableHours = retentionHours - outageHours;
  if (neededHours <= availableHours) return undefined;
  const scarce = use.write > use.read ? 'write' : 'read';
  const needed = Number.isFinite(neededHours)
    ? `takes ${Math.ceil(neededHours)} h, more than the ${Math.floor(availableHours)} h that are left of the retention of ${retentionHours} h`
    : 'is impossible';
  return (
    `The load uses ${(100 * use[scarce]).toFixed(1)} % of the ${scarce} throughput of ${shards} shards: ` +
    `catching up after an outage of ${outageHours} h ${needed}. ` +
    'Add shards, lower the target use, or give consumers enhanced fan-out.'
  );
}
