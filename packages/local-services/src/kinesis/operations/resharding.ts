import { KinesisError } from '../../errors.js';
import type { Shard } from '../shard/shard.js';
import { mergeShards as merge, scaleUniformly, splitShard as split } from '../stream/resharding.js';
import type { StreamCatalogue } from '../stream/stream-catalogue.js';
import type { Stream } from '../stream/stream.js';
import { type Operation, requestedStream } from './operation.js';
import type { Members } from './request-reader.js';
import { maxShards } from './streams.js';

/** Splits a shard in two. Done at once. */
export const splitShard: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  const shard = openShard(members.text('ShardToSplit'), stream, catalogue);
  const hashKey = members.text('NewStartingHashKey', { pattern: /^(?:0|[1-9]\d{0,38})$/ });
  split(stream, shard, BigInt(hashKey), catalogue.now());
  return undefined;
};

/** Merges two shards that adjoin. Done at once. */
export const mergeShards: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  const shard = openShard(members.text('ShardToMerge'), stream, catalogue);
  const adjacent = openShard(members.text('AdjacentShardToMerge'), stream, catalogue);
  merge(stream, shard, adjacent, catalogue.now());
  return undefined;
};

/** Changes the number of open shards, at most doubling or halving it. Done at once. */
export const updateShardCount: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  const current = stream.openShards.length;
  const target = requestedCount(members, stream, current);
  scaleUniformly(stream, target, catalogue.now());
  return {
    StreamName: stream.name,
    StreamARN: stream.description.arn,
    CurrentShardCount: current,
    TargetShardCount: target,
  };
};

function requestedCount(members: Members, stream: Stream, current: number): number {
  members.choice('ScalingType', ['UNIFORM_SCALING']);
  if (stream.mode === 'ON_DEMAND') {
    throw new KinesisError(
      'ValidationException',
      'The shard count of a stream in ON_DEMAND mode can not be updated.',
    );
  }
  const target = members.whole('TargetShardCount', { min: 1, max: maxShards });
  if (target > current * 2 || target < current / 2) {
    throw new KinesisError(
      'InvalidArgumentException',
      `UpdateShardCount can't go from ${current} to ${target} open shards: at most double, at least half.`,
    );
  }
  return target;
}

function openShard(shardId: string, stream: Stream, catalogue: StreamCatalogue): Shard {
  const shard = catalogue.shard(stream, shardId);
  if (shard.closedMillis === undefined) return shard;
  throw new KinesisError(
    'InvalidArgumentException',
    `Shard ${shardId} in stream ${stream.name} is closed: it has been split or merged already.`,
  );
}
