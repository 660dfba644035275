import type {
  Clock,
  KinesisRecord,
  KinesisService,
  ReadShardRequest,
  ShardPosition,
  ShardReadResult,
  ShardSummary,
  StreamSummary,
} from '@headwaters/local-services';

/** A record to put. */
export interface NewRecord {
  readonly data: string;
  readonly partitionKey: string;
  /** Decimal digits. */
  readonly explicitHashKey: string;
}

interface MemoryShard {
  readonly id: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly parents: readonly string[];
  readonly records: KinesisRecord[];
  open: boolean;
}

const hashKeys = 1n << 128n;

/**
 * A stream in memory, for one mapping at least. It does what the local Kinesis does, without files, sockets and waits.
 * Sequence numbers are shard and position, so that they do not depend on the time.
 */
export class MemoryStream implements Pick<KinesisService, 'describe' | 'shards' | 'readShard' | 'onRecords'> {
  readonly #clock: Clock;
  readonly #name: string;
  readonly #shards: MemoryShard[] = [];
  readonly #listeners = new Set<(shardId: string) => void>();

  constructor(name: string, shardCount: number, clock: Clock) {
    this.#name = name;
    this.#clock = clock;
    const width = hashKeys / BigInt(shardCount);
    for (let index = 0n; index < shardCount; index++) {
      this.#add({ start: index * width, end: (index + 1n) * width - 1n, parents: [] });
    }
  }

  /** The data of the records of each shard, and whether it is open. Parents of a shard follow from its position. */
  get contents(): readonly {
    readonly id: string;
    readonly open: boolean;
    readonly data: readonly string[];
  }[] {
    return this.#shards.map(({ id, open, records }) => ({
      id,
      open,
      data: records.map(({ data }) => data.toString()),
    }));
  }

  /** Puts records, as one call. */
  put(records: readonly NewRecord[]): void {
    const changed = new Set<string>();
    for (const { data, partitionKey, explicitHashKey } of records) {
      const shard = this.#owner(BigInt(explicitHashKey));
      shard.records.push({
        sequenceNumber: sequenceNumber(shard.id, shard.records.length + 1),
        partitionKey,
        data: Buffer.from(data),
        approximateArrivalMillis: this.#clock.now(),
        encrypted: false,
      });
      changed.add(shard.id);
    }
    for (const shardId of changed) this.#notify(shardId);
  }

  split(shardId: string, newStartingHashKey: string): void {
    const shard = this.#shard(shardId);
    const middle = BigInt(newStartingHashKey);
    this.#replace(
      [shard],
      [
        { start: shard.start, end: middle - 1n },
        { start: middle, end: shard.end },
      ],
    );
  }

  merge(shardId: string, adjacentShardId: string): void {
    const parents = [this.#shard(shardId), this.#shard(adjacentShardId)];
    const [lower, upper] = parents.sort((a, b) => (a.start < b.start ? -1 : 1));
    if (lower !== undefined && upper !== undefined)
      this.#replace([lower, upper], [{ start: lower.start, end: upper.end }]);
  }

  describe(streamName: string): StreamSummary {
    const openShardCount = this.#shards.filter(({ open }) => open).length;
    return { name: streamName, arn: '', mode: 'PROVISIONED', openShardCount, retentionHours: 24 };
  }

  shards(): readonly ShardSummary[] {
    return this.#shards.map(({ id, start, end, parents, open, records }) => ({
      shardId: id,
      ...(parents[0] !== undefined && { parentShardId: parents[0] }),
      ...(parents[1] !== undefined && { adjacentParentShardId: parents[1] }),
      startingHashKey: String(start),
      endingHashKey: String(end),
      startingSequenceNumber: sequenceNumber(id, 0),
      ...(!open && { endingSequenceNumber: sequenceNumber(id, records.length + 1) }),
    }));
  }

  readShard({ shardId, position, maxRecords = Infinity }: ReadShardRequest): ShardReadResult {
    const shard = this.#shard(shardId);
    const first = firstIndex(position, shard);
    const records = shard.records.slice(first, first + maxRecords);
    const next = first + records.length;
    return {
      records,
      afterSequenceNumber: sequenceNumber(shardId, next),
      millisBehindLatest: 0,
      drained: !shard.open && next === shard.records.length,
    };
  }

  onRecords(_streamName: string, listener: (shardId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #replace(
    parents: readonly MemoryShard[],
    ranges: readonly { readonly start: bigint; readonly end: bigint }[],
  ): void {
    for (const parent of parents) parent.open = false;
    const ids = parents.map(({ id }) => id);
    const children = ranges.map((range) => this.#add({ ...range, parents: ids }));
    for (const id of [...ids, ...children]) this.#notify(id);
  }

  #add({ start, end, parents }: Pick<MemoryShard, 'start' | 'end' | 'parents'>): string {
    const id = `shardId-${String(this.#shards.length).padStart(12, '0')}`;
    this.#shards.push({ id, start, end, parents, records: [], open: true });
    return id;
  }

  #owner(hashKey: bigint): MemoryShard {
    const owner = this.#shards.find(({ open, start, end }) => open && start <= hashKey && hashKey <= end);
    if (owner === undefined) throw new Error(`No open shard of ${this.#name} has the hash key ${hashKey}.`);
    return owner;
  }

  #shard(shardId: string): MemoryShard {
    const shard = this.#shards.find(({ id }) => id === shardId);
    if (shard === undefined) throw new Error(`${this.#name} has no shard ${shardId}.`);
    return shard;
  }

  #notify(shardId: string): void {
    for (const listener of this.#listeners) listener(shardId);
  }
}

/** A constant width, so that sequence numbers can be compared as strings. */
function sequenceNumber(shardId: string, position: number): string {
  return `49${shardId.slice(-4)}${String(position).padStart(6, '0')}`;
}

function firstIndex(position: ShardPosition, { records }: MemoryShard): number {
  switch (position.type) {
    case 'TRIM_HORIZON':
      return 0;
    case 'LATEST':
      return records.length;
    case 'AT_TIMESTAMP':
      return records.filter((record) => record.approximateArrivalMillis < position.timestampMillis).length;
    case 'AT_SEQUENCE_NUMBER':
      return Number(position.sequenceNumber.slice(-6)) - 1;
    case 'AFTER_SEQUENCE_NUMBER':
      return Number(position.sequenceNumber.slice(-6));
  }
}
