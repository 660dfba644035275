import { type KinesisClient, MergeShardsCommand, SplitShardCommand } from '@aws-sdk/client-kinesis';
import type { ShardSummary } from '@headwaters/local-services';
import type { Simulation } from '@headwaters/stack-simulator';
import type { ReshardPlan } from '../plan/seed-plan.js';

interface ResharderOptions {
  readonly services: Simulation['services'];
  /** A client that bypasses the fault gateways. */
  readonly kinesis: KinesisClient;
  readonly streamName: string;
}

/** Splits and merges the shards of a stream in use. */
export class Resharder {
  readonly #options: ResharderOptions;
  readonly #shardParents = new Map<string, readonly string[]>();
  #lastReshard: Promise<void> = Promise.resolve();
  #count = 0;

  constructor(options: ResharderOptions) {
    this.#options = options;
  }

  /** Number of completed splits and merges. */
  get count(): number {
    return this.#count;
  }

  /** Parents of each shard that a split or merge created, including shards that no longer exist. */
  get shardParents(): ReadonlyMap<string, readonly string[]> {
    return this.#shardParents;
  }

  /** Starts a split or merge after all previous ones. */
  start(plan: ReshardPlan): void {
    this.#lastReshard = this.#lastReshard.then(() => this.#reshard(plan));
    // finish() throws the error. Until then it must not be an unhandled rejection, which would end the process.
    this.#lastReshard.catch(() => undefined);
  }

  /** Resolves when all splits and merges have completed. */
  async finish(): Promise<void> {
    await this.#lastReshard;
  }

  async #reshard({ kind, position }: ReshardPlan): Promise<void> {
    const open = this.#openShards();
    const index = Math.floor(position * open.length);
    if (kind === 'split') await this.#split(open[index]);
    else await this.#merge(open[index], open[index + 1]);
    this.#recordParents();
  }

  async #split(shard: ShardSummary | undefined): Promise<void> {
    if (shard === undefined) return;
    const { kinesis, streamName } = this.#options;
    const middle = (BigInt(shard.startingHashKey) + BigInt(shard.endingHashKey)) / 2n + 1n;
    await kinesis.send(
      new SplitShardCommand({
        StreamName: streamName,
        ShardToSplit: shard.shardId,
        NewStartingHashKey: String(middle),
      }),
    );
    this.#count += 1;
  }

  async #merge(shard: ShardSummary | undefined, next: ShardSummary | undefined): Promise<void> {
    if (shard === undefined || next === undefined) return;
    const { kinesis, streamName } = this.#options;
    await kinesis.send(
      new MergeShardsCommand({
        StreamName: streamName,
        ShardToMerge: shard.shardId,
        AdjacentShardToMerge: next.shardId,
      }),
    );
    this.#count += 1;
  }

  #shards(): readonly ShardSummary[] {
    const { services, streamName } = this.#options;
    return services.kinesis.shards(streamName);
  }

  /** Open shards in the order of their hash keys, so that neighbors in the list are adjacent. */
  #openShards(): ShardSummary[] {
    return this.#shards()
      .filter(({ endingSequenceNumber }) => endingSequenceNumber === undefined)
      .sort((a, b) => (BigInt(a.startingHashKey) < BigInt(b.startingHashKey) ? -1 : 1));
  }

  #recordParents(): void {
    for (const { shardId, parentShardId, adjacentParentShardId } of this.#shards()) {
      const parents = [parentShardId, adjacentParentShardId].filter((parent) => parent !== undefined);
      if (parents.length > 0) this.#shardParents.set(shardId, parents);
    }
  }
}
