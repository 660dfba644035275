import { KinesisClient, MergeShardsCommand, SplitShardCommand } from '@aws-sdk/client-kinesis';
import type { ShardSummary } from '@headwaters/local-services';
import type { Simulation } from '@headwaters/stack-simulator';
import type { ReshardPlan } from '../plan/seed-plan.js';

/** Changes the shards of a stream while records flow. */
export class Resharder {
  readonly #simulation: Pick<Simulation, 'services'>;
  readonly #streamName: string;
  readonly #kinesis: KinesisClient;
  #work: Promise<void> = Promise.resolve();
  readonly #lineage = new Lineage();
  /** Splits and merges that were done. */
  count = 0;

  constructor(simulation: Pick<Simulation, 'services' | 'endpoint' | 'region'>, streamName: string) {
    this.#simulation = simulation;
    this.#streamName = streamName;
    const { endpoint, region } = simulation;
    const credentials = { accessKeyId: 'faults', secretAccessKey: 'faults' };
    this.#kinesis = new KinesisClient({ endpoint, region, credentials });
  }

  /** The parents of each shard that came of a change. */
  get shardParents(): ReadonlyMap<string, readonly string[]> {
    return this.#lineage.parents;
  }

  /** Begins a change, after those before it. */
  begin(plan: ReshardPlan): void {
    this.#work = this.#work.then(() => this.#reshard(plan));
    // The failure is kept for whoever awaits close(); until then it must not end the process.
    this.#work.catch(() => undefined);
  }

  /** Resolves when every change is done. */
  async close(): Promise<void> {
    await this.#work;
    this.#kinesis.destroy();
  }

  async #reshard({ kind, place }: ReshardPlan): Promise<void> {
    const open = this.#openShards();
    const index = Math.floor(place * open.length);
    if (kind === 'split') await this.#split(open[index]);
    else await this.#merge(open[index], open[index + 1]);
    this.#lineage.note(this.#simulation.services.kinesis.shards(this.#streamName));
  }

  async #split(shard: ShardSummary | undefined): Promise<void> {
    if (shard === undefined) return;
    const middle = (BigInt(shard.startingHashKey) + BigInt(shard.endingHashKey)) / 2n + 1n;
    await this.#kinesis.send(
      new SplitShardCommand({
        StreamName: this.#streamName,
        ShardToSplit: shard.shardId,
        NewStartingHashKey: String(middle),
      }),
    );
    this.count += 1;
  }

  async #merge(shard: ShardSummary | undefined, next: ShardSummary | undefined): Promise<void> {
    if (shard === undefined || next === undefined) return;
    await this.#kinesis.send(
      new MergeShardsCommand({
        StreamName: this.#streamName,
        ShardToMerge: shard.shardId,
        AdjacentShardToMerge: next.shardId,
      }),
    );
    this.count += 1;
  }

  /** In the order of their hash keys, so that neighbours adjoin. */
  #openShards(): ShardSummary[] {
    return this.#simulation.services.kinesis
      .shards(this.#streamName)
      .filter(({ endingSequenceNumber }) => endingSequenceNumber === undefined)
      .sort((a, b) => (BigInt(a.startingHashKey) < BigInt(b.startingHashKey) ? -1 : 1));
  }
}

/** Remembers which shards came of which, even when they are gone. */
class Lineage {
  readonly parents = new Map<string, readonly string[]>();

  note(shards: readonly ShardSummary[]): void {
    for (const { shardId, parentShardId, adjacentParentShardId } of shards) {
      const parents = [parentShardId, adjacentParentShardId].filter((parent) => parent !== undefined);
      if (parents.length > 0) this.parents.set(shardId, parents);
    }
  }
}
