import { kinesisLimits } from '@headwaters/pipeline-contract';
import { KinesisError } from '../../errors.js';
import { readSequenceNumber } from '../shard/sequence-number.js';
import type { Shard } from '../shard/shard.js';
import { formatShardId } from '../shard/shard-id.js';
import type { Stream } from './stream.js';

/**
 * Where a reader starts. For `AFTER_SEQUENCE_NUMBER`, `sequenceNumber` may be the `afterSequenceNumber` of an earlier
 * read.
 */
export type ShardPosition =
  | { readonly type: 'TRIM_HORIZON' | 'LATEST' }
  | { readonly type: 'AT_TIMESTAMP'; readonly timestampMillis: number }
  | { readonly type: 'AFTER_SEQUENCE_NUMBER' | 'AT_SEQUENCE_NUMBER'; readonly sequenceNumber: string };

/** A Kinesis record, as a reader gets it. */
export interface KinesisRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** May share memory with neighbouring records. Copy it before you keep it for long. */
  readonly data: Buffer;
  readonly approximateArrivalMillis: number;
  /** Whether the stream was encrypted when the record arrived. */
  readonly encrypted: boolean;
}

/** Where and how much to read. */
interface ReadRecordsOptions {
  readonly stream: Stream;
  readonly shard: Shard;
  /** Counter of the first record to read. */
  readonly counter: number;
  readonly nowMillis: number;
  /** Default and maximum: 10,000. */
  readonly maxRecords?: number | undefined;
  /** Default and maximum: 10 MiB. */
  readonly maxBytes?: number | undefined;
}

/** Records, and the position of the reader after them. */
interface ReadRecordsResult {
  readonly records: readonly KinesisRecord[];
  /** Counter of the next record to read. */
  readonly nextCounter: number;
  readonly millisBehindLatest: number;
  /** Whether the shard is closed and has no more records. */
  readonly drained: boolean;
}

/** Reads a shard within the limits of one GetRecords call. */
export function readRecords(options: ReadRecordsOptions): ReadRecordsResult {
  const { stream, shard, counter, nowMillis } = options;
  const page = shard.read(counter, stream.horizonMillis(nowMillis), {
    maxRecords: Math.min(options.maxRecords ?? Infinity, kinesisLimits.maxGetRecordsRecords),
    maxBytes: Math.min(options.maxBytes ?? Infinity, kinesisLimits.maxGetRecordsBytes),
  });
  const lastArrivalMillis = page.records.at(-1)?.arrivalMillis ?? nowMillis;
  return {
    records: page.records.map((record) => ({
      sequenceNumber: shard.sequenceNumber(record.counter, record.arrivalMillis),
      partitionKey: record.partitionKey,
      data: record.data,
      approximateArrivalMillis: record.arrivalMillis,
      encrypted: record.encrypted,
    })),
    nextCounter: page.nextCounter,
    millisBehindLatest: page.atEnd ? 0 : Math.max(0, nowMillis - lastArrivalMillis),
    drained: page.atEnd && shard.closedMillis !== undefined,
  };
}

/** A position within one shard. */
interface PositionInShard {
  readonly stream: Stream;
  readonly shard: Shard;
  readonly position: ShardPosition;
  readonly nowMillis: number;
}

/**
 * Resolves a position to the counter of the next record to read.
 *
 * @throws {@link KinesisError} `InvalidArgumentException` for a sequence number of another shard or a time in the future.
 */
export function resolvePosition({ stream, shard, position, nowMillis }: PositionInShard): number {
  switch (position.type) {
    case 'TRIM_HORIZON':
      return 1;
    case 'LATEST':
      return shard.nextCounter;
    case 'AT_TIMESTAMP':
      return counterAtTimestamp(shard, position.timestampMillis, nowMillis);
    case 'AT_SEQUENCE_NUMBER':
      return counterAtSequenceNumber(stream, shard, position.sequenceNumber);
    case 'AFTER_SEQUENCE_NUMBER':
      return counterAtSequenceNumber(stream, shard, position.sequenceNumber) + 1;
  }
}

function counterAtTimestamp(shard: Shard, timestampMillis: number, nowMillis: number): number {
  if (timestampMillis > nowMillis) {
    throw new KinesisError(
      'InvalidArgumentException',
      `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. ` +
        `timestampInMillis: ${timestampMillis}, currentTimestampInMillis: ${nowMillis}`,
    );
  }
  return shard.firstCounterSince(timestampMillis);
}

function counterAtSequenceNumber(stream: Stream, shard: Shard, sequenceNumber: string): number {
  const counter = shard.counterOf(sequenceNumber);
  if (counter !== undefined) return counter;
  throw new KinesisError('InvalidArgumentException', invalidSequenceNumber(stream, shard, sequenceNumber));
}

/** Why a sequence number is no position in a shard. Source: tests of getShardIterator recorded on AWS, in kinesalite 3.3.3. */
function invalidSequenceNumber(stream: Stream, shard: Shard, sequenceNumber: string): string {
  const parts = readSequenceNumber(sequenceNumber);
  if (parts !== undefined && parts.shardIndex !== shard.description.index) {
    return (
      `Invalid StartingSequenceNumber. It encodes ${formatShardId(parts.shardIndex)}, ` +
      `while it was used in a call to a shard with ${shard.id}`
    );
  }
  const place = `GetShardIterator on shard ${shard.id} in stream ${stream.name} under account ${stream.accountId}`;
  const reason = parts === undefined ? '.' : ' because it did not come from this stream.';
  return `StartingSequenceNumber ${sequenceNumber} used in ${place} is invalid${reason}`;
}
