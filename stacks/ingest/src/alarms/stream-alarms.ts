import { kinesisLimits } from '@headwaters/pipeline-contract';
import type { AlarmSpec } from './alarm-spec.js';

export interface WatchedStream {
  readonly name: string;
  /** Open shards; undefined where AWS adds them on demand. */
  readonly shardCount: number | undefined;
  /** The part of what the shards take in above which it alarms. */
  readonly writeThroughputPercent: number;
}

/** Writes that the stream turns away, and, where the shards are counted, that it is about to. */
export function streamAlarms({ name, shardCount, writeThroughputPercent }: WatchedStream): AlarmSpec[] {
  const shared = { namespace: 'AWS/Kinesis', dimensions: { StreamName: name }, statistic: 'Sum' } as const;
  const throttled: AlarmSpec = {
    ...shared,
    id: 'stream-throttled',
    meaning: 'The stream turns writes away: the producer waits and tries again.',
    runbookSection: 'the-stream-throttles',
    metricName: 'WriteProvisionedThroughputExceeded',
    threshold: 0,
    minutes: [5, 15],
  };
  if (shardCount === undefined) return [throttled];
  const bytesPerMinute = 60 * shardCount * kinesisLimits.shardWriteBytesPerSecond;
  const nearlyFull: AlarmSpec = {
    ...shared,
    id: 'stream-nearly-full',
    meaning: `More than ${writeThroughputPercent} % of what the shards take in is used.`,
    runbookSection: 'the-stream-is-nearly-full',
    metricName: 'IncomingBytes',
    threshold: Math.floor((bytesPerMinute * writeThroughputPercent) / 100),
    minutes: [10, 15],
  };
  return [throttled, nearlyFull];
}
