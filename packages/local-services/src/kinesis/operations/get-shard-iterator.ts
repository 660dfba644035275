import { KinesisError } from '../kinesis-error.js';
import type { ShardPosition } from '../kinesis-service.js';
import type { Members } from '../members.js';
import { resolvePosition } from '../resolve-position.js';
import { encodeShardIterator } from '../shard-iterator.js';
import type { Operation } from './operation.js';
import { requestedStream } from './requested-stream.js';

const iteratorTypes = [
  'AT_SEQUENCE_NUMBER',
  'AFTER_SEQUENCE_NUMBER',
  'TRIM_HORIZON',
  'LATEST',
  'AT_TIMESTAMP',
] as const;

/** A place to read from, good for five minutes. */
export const getShardIterator: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  const shard = catalogue.shard(stream, members.text('ShardId'));
  const nowMillis = catalogue.now();
  const counter = resolvePosition(stream, shard, readPosition(members), nowMillis);
  return {
    ShardIterator: encodeShardIterator({
      streamName: stream.name,
      streamCreatedMillis: stream.description.createdMillis,
      shardId: shard.id,
      counter,
      issuedMillis: nowMillis,
    }),
  };
};

function readPosition(members: Members): ShardPosition {
  const type = members.choice('ShardIteratorType', iteratorTypes);
  switch (type) {
    case 'TRIM_HORIZON':
    case 'LATEST':
      return { type };
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER':
      return {
        type,
        sequenceNumber: members.optionalText('StartingSequenceNumber') ?? missing('StartingSequenceNumber'),
      };
    case 'AT_TIMESTAMP':
      return { type, timestampMillis: members.optionalTimestampMillis('Timestamp') ?? missing('Timestamp') };
  }
}

function missing(member: string): never {
  throw new KinesisError('InvalidArgumentException', `Must specify ${member} for this ShardIteratorType.`);
}
