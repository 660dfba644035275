import { KinesisError } from '../../errors.js';
import type { Shard } from '../shard/shard.js';
import { mergeAdjacentShards, scaleUniformly, splitShardAt } from '../stream/resharding.js';
import type { StreamCatalogue } from '../stream/stream-catalogue.js';
import type { Stream } from '../stream/stream.js';
import { type Operation, requestedStream } from './operation.js';
import type { RequestReader } from './request-reader.js';
import { maxShards } from './streams.js';

/** SplitShard. Takes effect at once. */
export const splitShard: Operation = (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  const shard = openShard(request.string('ShardToSplit'), stream, catalogue);
  const startingHashKey = request.string('NewStartingHashKey', { pattern: /^(?:0|[1-9]\d{0,38})$/ });
  splitShardAt(stream, shard, {
    startingHashKey: BigInt(startingHashKey),
    nowMillis: catalogue.now(),
  });
  return undefined;
};

/** MergeShards. Takes effect at once. */
export const mergeShards: Operation = (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  const shard = openShard(request.string('ShardToMerge'), stream, catalogue);
  const adjacent = openShard(request.string('AdjacentShardToMerge'), stream, catalogue);
  mergeAdjacentShards(stream, [shard, adjacent], catalogue.now());
  return undefined;
};

/** UpdateShardCount, to between half and double the open shards. Takes effect at once. */
export const updateShardCount: Operation = (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  const current = stream.openShards.length;
  const target = requestedCount(request, stream, current);
  scaleUniformly(stream, target, catalogue.now());
  return {
    StreamName: stream.name,
    StreamARN: stream.description.arn,
    CurrentShardCount: current,
    TargetShardCount: target,
  };
};

function requestedCount(request: RequestReader, stream: Stream, current: number): number {
  request.oneOf('ScalingType', ['UNIFORM_SCALING']);
  if (stream.mode === 'ON_DEMAND') {
    throw new KinesisError(
      'ValidationException',
      'The shard count of a stream in ON_DEMAND mode can not be updated.',
    );
  }
  const target = request.integer('TargetShardCount', { min: 1, max: maxShards });
  if (target > current * 2 || target < current / 2) {
    throw new KinesisError(
      'InvalidArgumentException',
      `UpdateShardCount from ${current} to ${target} open shards is unsupported: the target must be between half and double.`,
    );
  }
  return target;
}

function openShard(shardId: string, stream: Stream, catalogue: StreamCatalogue): Shard {
  const shard = catalogue.shard(stream, shardId);
  if (shard.closedMillis === undefined) return shard;
  throw new KinesisError(
    'InvalidArgumentException',
    `Shard ${shardId} in stream ${stream.name} is closed, because it has been split or merged.`,
  );
}
