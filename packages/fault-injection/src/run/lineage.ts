import type { ShardSummary } from '@headwaters/local-services';

/** Remembers which shards came of which, even when they are gone. */
export class Lineage {
  readonly parents = new Map<string, readonly string[]>();

  note(shards: readonly ShardSummary[]): void {
    for (const { shardId, parentShardId, adjacentParentShardId } of shards) {
      const parents = [parentShardId, adjacentParentShardId].filter((parent) => parent !== undefined);
      if (parents.length > 0) this.parents.set(shardId, parents);
    }
  }
}
