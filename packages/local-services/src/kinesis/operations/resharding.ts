import { KinesisError } from '../../errors.js';
import { required } from '../parameters/parameter.js';
import { integer, oneOf } from '../parameters/scalars.js';
import { normalizeShardId } from '../shard/shard-id.js';
import type { Shard } from '../shard/shard.js';
import { mergeAdjacentShards, scaleUniformly, splitShardAt } from '../stream/resharding.js';
import type { StreamCatalogue } from '../stream/stream-catalogue.js';
import type { Stream } from '../stream/stream.js';
import {
  defineOperation,
  hashKey,
  requestedStream,
  requestedStreamName,
  shardId,
  streamParameters,
} from './operation.js';

/** SplitShard. Takes effect at once. */
export const splitShard = defineOperation(
  { NewStartingHashKey: required(hashKey), ...streamParameters, ShardToSplit: required(shardId) },
  (request, catalogue) => {
    const [id] = shardIds(requestedStreamName(request), [request.ShardToSplit], catalogue);
    const stream = requestedStream(request, catalogue);
    const shard = openShard(id ?? '', stream, catalogue);
    const nowMillis = catalogue.now();
    catalogue.checkShardQuota(1);
    splitShardAt(stream, shard, { startingHashKey: BigInt(request.NewStartingHashKey), nowMillis });
    return undefined;
  },
);

/** MergeShards. Takes effect at once. */
export const mergeShards = defineOperation(
  { ShardToMerge: required(shardId), AdjacentShardToMerge: required(shardId), ...streamParameters },
  (request, catalogue) => {
    const requested = [request.ShardToMerge, request.AdjacentShardToMerge];
    const ids = shardIds(requestedStreamName(request), requested, catalogue);
    const stream = requestedStream(request, catalogue);
    const pair = ids.map((id) => openShard(id, stream, catalogue));
    mergeAdjacentShards(stream, pair as [Shard, Shard], catalogue.now());
    return undefined;
  },
);

/** Shard ids are read before the stream is looked up. Source: tests of mergeShards recorded on AWS, in kinesalite 3.3.3. */
function shardIds(stream: string, requested: readonly string[], catalogue: StreamCatalogue): string[] {
  return requested.map((id) => {
    const normalized = normalizeShardId(id);
    if (normalized === undefined) throw catalogue.unknownShard(stream, id);
    return normalized;
  });
}

function openShard(id: string, stream: Stream, catalogue: StreamCatalogue): Shard {
  const shard = stream.shard(id, catalogue.now());
  if (shard === undefined) throw catalogue.unknownShard(stream.name, id);
  if (shard.closedMillis === undefined) return shard;
  throw new KinesisError(
    'InvalidArgumentException',
    `Shard ${id} in stream ${stream.name} under account ${stream.accountId} is closed, ` +
      'because it has been split or merged.',
  );
}

/** UpdateShardCount, to between half and double the open shards. Takes effect at once. */
export const updateShardCount = defineOperation(
  {
    ...streamParameters,
    TargetShardCount: required(integer({ min: 1 })),
    ScalingType: required(oneOf(['UNIFORM_SCALING'])),
  },
  (request, catalogue) => {
    const stream = requestedStream(request, catalogue);
    const current = stream.openShards.length;
    const target = request.TargetShardCount;
    checkTarget(stream, current, target);
    catalogue.checkShardQuota(target - current);
    scaleUniformly(stream, target, catalogue.now());
    return {
      StreamName: stream.name,
      StreamARN: stream.description.arn,
      CurrentShardCount: current,
      TargetShardCount: target,
    };
  },
);

function checkTarget(stream: Stream, current: number, target: number): void {
  if (stream.mode === 'ON_DEMAND') {
    throw new KinesisError(
      'ValidationException',
      'The shard count of a stream in ON_DEMAND mode can not be updated.',
    );
  }
  if (target > current * 2 || target < current / 2) {
    throw new KinesisError(
      'InvalidArgumentException',
      `UpdateShardCount from ${current} to ${target} open shards is unsupported: the target must be between half and double.`,
    );
  }
}
