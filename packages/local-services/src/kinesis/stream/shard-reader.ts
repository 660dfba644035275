import { kinesisLimits } from '@headwaters/pipeline-contract';
import { KinesisError } from '../../errors.js';
import type { ShardPosition, StreamRecord } from '../kinesis-service.js';
import type { Shard } from '../shard/shard.js';
import type { Stream } from './stream.js';

/** Where and how much to read. */
interface ShardReadPlan {
  readonly stream: Stream;
  readonly shard: Shard;
  readonly counter: number;
  readonly nowMillis: number;
  readonly maxRecords?: number | undefined;
  readonly maxBytes?: number | undefined;
}

/** Records with what a reader wants to know about its place. */
interface PlacedReading {
  readonly records: readonly StreamRecord[];
  readonly nextCounter: number;
  readonly millisBehindLatest: number;
  readonly drained: boolean;
}

/** Reads a shard from a counter on, within what one GetRecords call may give: 10,000 records, 10 MiB. */
export function readShardAt(plan: ShardReadPlan): PlacedReading {
  const { stream, shard, counter, nowMillis } = plan;
  const reading = shard.read(counter, stream.horizonMillis(nowMillis), {
    maxRecords: Math.min(plan.maxRecords ?? Infinity, kinesisLimits.maxGetRecordsRecords),
    maxBytes: Math.min(plan.maxBytes ?? Infinity, kinesisLimits.maxGetRecordsBytes),
  });
  const lastArrivalMillis = reading.records.at(-1)?.arrivalMillis ?? nowMillis;
  return {
    records: reading.records.map((record) => ({
      sequenceNumber: shard.sequenceNumber(record.counter, record.arrivalMillis),
      partitionKey: record.partitionKey,
      data: record.data,
      approximateArrivalMillis: record.arrivalMillis,
      encrypted: record.encrypted,
    })),
    nextCounter: reading.nextCounter,
    millisBehindLatest: reading.atTip ? 0 : Math.max(0, nowMillis - lastArrivalMillis),
    drained: reading.atTip && shard.closedMillis !== undefined,
  };
}

/**
 * Turns a position into the counter of the next record to read.
 *
 * @throws {@link KinesisError} `InvalidArgumentException` for a sequence number of another shard, or a time to come.
 */
export function resolvePosition(
  stream: Stream,
  shard: Shard,
  position: ShardPosition,
  nowMillis: number,
): number {
  switch (position.type) {
    case 'TRIM_HORIZON':
      return 1;
    case 'LATEST':
      return shard.tip;
    case 'AT_TIMESTAMP':
      return atTimestamp(shard, position.timestampMillis, nowMillis);
    case 'AT_SEQUENCE_NUMBER':
      return ownCounter(stream, shard, position.sequenceNumber);
    case 'AFTER_SEQUENCE_NUMBER':
      return ownCounter(stream, shard, position.sequenceNumber) + 1;
  }
}

function atTimestamp(shard: Shard, timestampMillis: number, nowMillis: number): number {
  if (timestampMillis > nowMillis) {
    throw new KinesisError(
      'InvalidArgumentException',
      `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. ` +
        `timestampInMillis: ${timestampMillis}, currentTimestampInMillis: ${nowMillis}`,
    );
  }
  return shard.firstCounterSince(timestampMillis);
}

function ownCounter(stream: Stream, shard: Shard, sequenceNumber: string): number {
  const counter = shard.counterOf(sequenceNumber);
  if (counter !== undefined) return counter;
  throw new KinesisError(
    'InvalidArgumentException',
    `StartingSequenceNumber ${sequenceNumber} used in GetShardIterator on shard ${shard.id} in stream ` +
      `${stream.name} is invalid because it did not come from this shard.`,
  );
}
