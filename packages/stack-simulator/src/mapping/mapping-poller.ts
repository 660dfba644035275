import type { ShardPosition, ShardSummary } from '@headwaters/local-services';
import type { StartingPosition } from '../blueprint/mappings.js';
import { RecordFilter } from '../filter/record-filter.js';
import type { MappingContext } from './mapping-context.js';
import { ShardReader } from './shard-reader.js';

/** Runs one event source mapping: a reader for each shard, children after their parents. */
export class MappingPoller {
  readonly #context: MappingContext;
  readonly #readers = new Map<string, ShardReader>();
  readonly #drained = new Set<string>();
  readonly #woken = new Set<string>();
  #enabled = false;
  #unsubscribe: (() => void) | undefined;

  constructor(context: Omit<MappingContext, 'isOpen' | 'filter'>) {
    const filter = new RecordFilter(context.plan.filterPatterns);
    this.#context = {
      filter,
      ...context,
      isOpen: () => this.#enabled && !context.activity.isStopped(),
    };
  }

  /**
   * Takes up the shards that exist, from the mapping's starting position, and from then on whatever comes. After
   * {@link disable} it goes on where it was.
   */
  enable(): void {
    this.#enabled = true;
    if (this.#unsubscribe === undefined) this.#start();
    else for (const reader of this.#readers.values()) reader.read();
  }

  /** Reads and tries nothing more. An invocation that is under way still counts. */
  disable(): void {
    this.#enabled = false;
    for (const reader of this.#readers.values()) reader.interrupt();
  }

  /** Ends it for good. */
  stop(): void {
    this.disable();
    this.#unsubscribe?.();
  }

  #start(): void {
    const { source, plan, clock } = this.#context;
    const { startingPosition } = plan;
    this.#unsubscribe = source.onRecords(plan.streamName, (shardId) => {
      this.#wake(shardId);
    });
    if (startingPosition.kind === 'LATEST') {
      for (const shard of source.shards(plan.streamName))
        if (isClosed(shard)) this.#drained.add(shard.shardId);
    }
    this.#startShards(firstPosition(startingPosition, clock.now()));
  }

  /** Reads once the call that brought the records is over, so that what was put together is read together. */
  #wake(shardId: string): void {
    if (this.#woken.has(shardId)) return;
    this.#woken.add(shardId);
    const work = this.#context.activity.begin();
    setImmediate(() => {
      this.#woken.delete(shardId);
      const reader = this.#readers.get(shardId);
      if (reader === undefined) this.#startShards({ type: 'TRIM_HORIZON' });
      else reader.read();
      work.end();
    });
  }

  #startShards(position: ShardPosition): void {
    const { source, plan } = this.#context;
    const shards = source.shards(plan.streamName);
    for (const { shardId } of startableShards(shards, new Set(this.#readers.keys()), this.#drained)) {
      if (this.#readers.has(shardId) || this.#drained.has(shardId)) continue;
      const reader = new ShardReader(this.#context, shardId, position, () => {
        this.#drained.add(shardId);
        this.#startShards({ type: 'TRIM_HORIZON' });
      });
      this.#readers.set(shardId, reader);
      reader.read();
    }
  }
}

function isClosed({ endingSequenceNumber }: ShardSummary): boolean {
  return endingSequenceNumber !== undefined;
}

/** A time to come is taken as now: a shard can't be read from there yet. */
function firstPosition(starting: StartingPosition, nowMillis: number): ShardPosition {
  if (starting.kind !== 'AT_TIMESTAMP') return { type: starting.kind };
  return { type: 'AT_TIMESTAMP', timestampMillis: Math.min(starting.timestampMillis, nowMillis) };
}

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
