import { kinesisLimits } from '@headwaters/pipeline-contract';
import { type AlarmSpec, minutes } from './alarm-spec.js';
import { streamMetric, type StreamMetricName } from './metrics.js';

export interface WatchedStream {
  readonly name: string;
  /** Open shards; undefined if this stack does not provision them. */
  readonly shardCount: number | undefined;
  /** Part of the write capacity of the shards above which the alarm goes off. */
  readonly writeThroughputPercent: number;
  /** Consumers without enhanced fan-out. They share the read throughput of the shards. */
  readonly sharingConsumers: number;
}

/** Throttled writes and reads, and, for a known number of shards, writes near their capacity. */
export function streamAlarms(stream: WatchedStream): AlarmSpec[] {
  return [
    throttledWrites(stream),
    ...(stream.sharingConsumers > 0 ? [throttledReads(stream)] : []),
    ...(stream.shardCount === undefined ? [] : nearlyFull(stream, stream.shardCount)),
  ];
}

/** Part of the writes or reads that may be throttled, in percent. Clients retry them. */
const toleratedThrottlesPercent = 10;

/**
 * WriteProvisionedThroughputExceeded counts rejected Kinesis records and IncomingRecords stored ones. Single throttles are normal
 * when a large file is written, so the share counts, for 10 minutes.
 */
function throttledWrites({ name }: WatchedStream): AlarmSpec {
  const sumOf = (metricName: StreamMetricName) =>
    ({ metric: streamMetric(name, metricName), statistic: 'Sum' }) as const;
  return {
    id: 'stream-throttled',
    severity: 'warning',
    meaning: `The stream has throttled more than ${toleratedThrottlesPercent} % of the writes in 10 of 15 minutes. The producer retries them.`,
    runbookSection: 'the-stream-throttles',
    measured: {
      expression: '100 * throttled / (throttled + stored)',
      metrics: {
        throttled: sumOf('WriteProvisionedThroughputExceeded'),
        stored: sumOf('IncomingRecords'),
      },
    },
    threshold: toleratedThrottlesPercent,
    evaluation: minutes(10, 15),
    missingData: 'notBreaching',
  };
}

/** ReadProvisionedThroughputExceeded is 0 or 1 per GetRecords call, so its average is the share of throttled calls. */
function throttledReads({ name }: WatchedStream): AlarmSpec {
  return {
    id: 'stream-reads-throttled',
    severity: 'warning',
    meaning: `The stream has throttled more than ${toleratedThrottlesPercent} % of the reads in 10 of 15 minutes. Consumers without fan-out share them.`,
    runbookSection: 'the-stream-throttles-reads',
    measured: { metric: streamMetric(name, 'ReadProvisionedThroughputExceeded'), statistic: 'Average' },
    threshold: toleratedThrottlesPercent / 100,
    evaluation: minutes(10, 15),
    missingData: 'notBreaching',
  };
}

/** A shard takes in a number of bytes and a number of Kinesis records per second. Small Kinesis records reach the second limit first. */
function nearlyFull({ name, writeThroughputPercent }: WatchedStream, shardCount: number): AlarmSpec[] {
  const { shardWriteBytesPerSecond, shardWriteRecordsPerSecond } = kinesisLimits;
  const shared = {
    severity: 'warning',
    runbookSection: 'the-stream-is-nearly-full',
    evaluation: minutes(10, 15),
    missingData: 'notBreaching',
  } as const;
  const thresholdOf = (shardLimitPerSecond: number) =>
    Math.floor((60 * shardCount * shardLimitPerSecond * writeThroughputPercent) / 100);
  return [
    {
      ...shared,
      id: 'stream-nearly-full',
      meaning: `Writes use more than ${writeThroughputPercent} % of the bytes per second that the shards take in.`,
      measured: { metric: streamMetric(name, 'IncomingBytes'), statistic: 'Sum' },
      threshold: thresholdOf(shardWriteBytesPerSecond),
    },
    {
      ...shared,
      id: 'stream-nearly-full-records',
      meaning: `Writes use more than ${writeThroughputPercent} % of the Kinesis records per second that the shards take in.`,
      measured: { metric: streamMetric(name, 'IncomingRecords'), statistic: 'Sum' },
      threshold: thresholdOf(shardWriteRecordsPerSecond),
    },
  ];
}
