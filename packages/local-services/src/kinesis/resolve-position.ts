import { KinesisError } from './kinesis-error.js';
import type { ShardPosition } from './kinesis-service.js';
import type { Shard } from './shard.js';
import type { Stream } from './stream.js';

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
