import type { ShardSummary } from '@headwaters/local-services';

/**
 * The shards that may be read now: those whose parents were read to their end, or are gone with all their records. Reading
 * a child earlier would break the order of its partition keys.
 */
export function startableShards(
  shards: readonly ShardSummary[],
  started: ReadonlySet<string>,
  drained: ReadonlySet<string>,
): readonly ShardSummary[] {
  const listed = new Set(shards.map(({ shardId }) => shardId));
  const isDone = (parent: string | undefined): boolean =>
    parent === undefined || drained.has(parent) || !listed.has(parent);
  return shards.filter(
    ({ shardId, parentShardId, adjacentParentShardId }) =>
      !started.has(shardId) && isDone(parentShardId) && isDone(adjacentParentShardId),
  );
}
