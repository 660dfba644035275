import type { ShardPosition, ShardSummary } from '@headwaters/local-services';
import type { MappingPlan, StartingPosition } from '../blueprint/mappings.js';
import { RecordFilter } from '../filter/record-filter.js';
import type { MappingContext, MappingOptions } from './mapping-context.js';
import type { PollerState } from './poller-state.js';
import { ShardReader } from './shard-reader.js';

/** Runs one event source mapping: one reader per shard, child shards after their parents. */
export class MappingPoller {
  /** Its plan changes with {@link setMaximumRecordAge}. */
  readonly #context: MappingContext & { plan: MappingPlan };
  readonly #readers = new Map<string, ShardReader>();
  readonly #drained = new Set<string>();
  readonly #woken = new Set<string>();
  #enabled = false;
  #unsubscribe: (() => void) | undefined;

  constructor(options: MappingOptions) {
    this.#context = {
      ...options,
      filter: new RecordFilter(options.plan.filterPatterns),
      isActive: () => this.#enabled && !options.activity.isStopped(),
    };
  }

  /** The settings of the mapping as they are now. */
  get plan(): MappingPlan {
    return { ...this.#context.plan, enabled: this.#enabled };
  }

  /** What decides its future. */
  get state(): PollerState {
    const { maximumRecordAgeSeconds } = this.#context.plan;
    const readers = Object.fromEntries([...this.#readers].map(([shardId, { state }]) => [shardId, state]));
    return { enabled: this.#enabled, maximumRecordAgeSeconds, drained: [...this.#drained], readers };
  }

  /** Changes the age at which Kinesis records are discarded, for all batches that have not been invoked yet. */
  setMaximumRecordAge(maximumRecordAgeSeconds: number): void {
    this.#context.plan = { ...this.#context.plan, maximumRecordAgeSeconds };
  }

  /**
   * Starts to read the existing shards at the mapping's starting position, and new shards from their beginning. After
   * {@link disable}, resumes where it stopped.
   */
  enable(): void {
    this.#enabled = true;
    if (this.#unsubscribe === undefined) this.#start();
    else for (const reader of this.#readers.values()) reader.read();
  }

  /** Stops reading and invoking. The result of an invocation in flight still counts. */
  disable(): void {
    this.#enabled = false;
    for (const reader of this.#readers.values()) reader.interrupt();
  }

  /** Disables the mapping permanently. */
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

  /** Reads after the current call returns, so that Kinesis records of one PutRecords call are read together. */
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
      const onDrained = (): void => {
        this.#drained.add(shardId);
        this.#startShards({ type: 'TRIM_HORIZON' });
      };
      const reader = new ShardReader(this.#context, { shardId, position, onDrained });
      this.#readers.set(shardId, reader);
      reader.read();
    }
  }
}

function isClosed({ endingSequenceNumber }: ShardSummary): boolean {
  return endingSequenceNumber !== undefined;
}

/** A shard can't be read from a future time. A virtual clock may be behind the timestamp: then the mapping starts now. */
function firstPosition(starting: StartingPosition, nowMillis: number): ShardPosition {
  if (starting.kind !== 'AT_TIMESTAMP') return { type: starting.kind };
  return { type: 'AT_TIMESTAMP', timestampMillis: Math.min(starting.timestampMillis, nowMillis) };
}

/**
 * Returns the shards that may be read now: those whose parents are drained or no longer exist. Reading a child earlier would
 * break the order per partition key.
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
