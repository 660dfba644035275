import { KinesisError } from '../kinesis-error.js';
import type { Operation } from './operation.js';
import { streamNameBounds } from './requested-stream.js';
import { addTags } from './tags.js';

/** Shards of a new stream without a shard count of its own. Source: K, "Choose the right mode in Kinesis Data Streams". */
const onDemandShards = 4;

/** Most shards a stream has here: AWS's default quota is 200 to 20,000 by region. */
export const maxShards = 1_000;

/** The stream is ACTIVE at once: there is nothing to wait for. */
export const createStream: Operation = (members, catalogue) => {
  const name = members.text('StreamName', streamNameBounds);
  const mode =
    members.nested('StreamModeDetails')?.choice('StreamMode', ['PROVISIONED', 'ON_DEMAND']) ?? 'PROVISIONED';
  const shardCount = members.optionalWhole('ShardCount', { min: 1, max: maxShards });
  if (mode === 'PROVISIONED' && shardCount === undefined) {
    throw new KinesisError(
      'ValidationException',
      'ShardCount must be provided for a stream in PROVISIONED mode.',
    );
  }
  if (mode === 'ON_DEMAND' && shardCount !== undefined) {
    throw new KinesisError(
      'ValidationException',
      'ShardCount can not be provided for a stream in ON_DEMAND mode.',
    );
  }
  const stream = catalogue.create(name, shardCount ?? onDemandShards, mode);
  if (members.has('Tags')) addTags(stream, members);
  return undefined;
};
