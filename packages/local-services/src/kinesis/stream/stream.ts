import { join } from 'node:path';
import { kinesisLimits } from '@headwaters/pipeline-contract';
import { type HashKeyRange, uniformRanges } from '../shard/hash-key.js';
import { type NewRecord, Shard } from '../shard/shard.js';

/** How a stream is scaled. `ON_DEMAND` begins with four shards and, here, keeps them. */
export type StreamMode = 'PROVISIONED' | 'ON_DEMAND';

/** What a stream is made from. */
interface StreamDescription {
  readonly name: string;
  readonly arn: string;
  readonly createdMillis: number;
  readonly folder: string;
  readonly shardCount: number;
  readonly mode: StreamMode;
}

/** Called with the id of the shard that has something new: records, or its end. */
type ShardListener = (shardId: string) => void;

/** A stream: its settings, and its shards with their descent. */
export class Stream {
  readonly tags = new Map<string, string>();
  readonly enhancedMetrics = new Set<string>();
  readonly statistics = new StreamStatistics();
  readonly #shards: Shard[] = [];
  readonly #listeners = new Set<ShardListener>();
  mode: StreamMode;
  retentionHours = 24;
  /** The KMS key, as its owner named it, while the stream is encrypted. */
  encryptionKeyId: string | undefined;

  constructor(readonly description: StreamDescription) {
    this.mode = description.mode;
    for (const range of uniformRanges(description.shardCount)) {
      this.#addShard(range, [], description.createdMillis);
    }
  }

  get name(): string {
    return this.description.name;
  }

  /** All shards that still may hold a record, in the order they were made. */
  shards(nowMillis: number): readonly Shard[] {
    const horizon = this.horizonMillis(nowMillis);
    return this.#shards.filter(({ closedMillis }) => closedMillis === undefined || closedMillis >= horizon);
  }

  get openShards(): readonly Shard[] {
    return this.#shards.filter(({ closedMillis }) => closedMillis === undefined);
  }

  /** The shard of that id, unless it has expired. */
  shard(shardId: string, nowMillis: number): Shard | undefined {
    return this.shards(nowMillis).find(({ id }) => id === shardId);
  }

  /** The open shard that takes a hash key. Open shards always cover all of them. */
  route(hashKey: bigint): Shard {
    const owner = this.openShards.find(({ range }) => range.start <= hashKey && hashKey <= range.end);
    if (owner === undefined) throw new Error(`No shard of ${this.name} takes hash key ${hashKey}.`);
    return owner;
  }

  /** Records that arrived before this time have expired. */
  horizonMillis(nowMillis: number): number {
    return nowMillis - this.retentionHours * 3_600_000;
  }

  /** Adds records to one shard, returns their sequence numbers, and wakes the listeners. */
  append(shard: Shard, records: readonly NewRecord[], nowMillis: number): string[] {
    const sequenceNumbers = shard.append(records, nowMillis);
    this.statistics.countPut(records);
    this.#announce(shard.id);
    return sequenceNumbers;
  }

  /** Closes `parents` and opens shards for `ranges`, which together cover the same hash keys. */
  replaceShards(parents: readonly Shard[], ranges: readonly HashKeyRange[], nowMillis: number): Shard[] {
    // A child's sequence numbers are larger than its parents' even if both are made within one second.
    const createdMillis = Math.max(
      nowMillis,
      ...parents.map((parent) => parent.description.createdMillis + 1000),
    );
    for (const parent of parents) parent.closeForWrites(nowMillis);
    const children = ranges.map((range) => this.#addShard(range, parents, createdMillis));
    for (const { id } of [...parents, ...children]) this.#announce(id);
    return children;
  }

  onRecords(listener: ShardListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Lets go of its files. */
  release(): void {
    this.#listeners.clear();
    for (const shard of this.#shards) shard.release();
  }

  #addShard(range: HashKeyRange, parents: readonly Shard[], createdMillis: number): Shard {
    const index = this.#shards.length;
    const folder = join(this.description.folder, String(index));
    const shard = new Shard({ index, range, createdMillis, parents, folder });
    this.#shards.push(shard);
    return shard;
  }

  #announce(shardId: string): void {
    for (const listener of this.#listeners) listener(shardId);
  }
}

/** Counts of what a stream has taken in since it was made. */
export interface StreamCounts {
  readonly records: number;
  /** Data and partition keys. */
  readonly bytes: number;
  /** What AWS would bill: each record in chunks of 25,000 bytes of data and key, at least one. */
  readonly putPayloadUnits: number;
  /** Records refused because their shard was full for that second. */
  readonly throttledRecords: number;
}

/** Keeps a stream's {@link StreamCounts}. */
class StreamStatistics {
  #records = 0;
  #bytes = 0;
  #putPayloadUnits = 0;
  #throttledRecords = 0;

  countPut(records: readonly NewRecord[]): void {
    for (const record of records) {
      const bytes = recordBytes(record);
      this.#records += 1;
      this.#bytes += bytes;
      this.#putPayloadUnits += Math.max(1, Math.ceil(bytes / kinesisLimits.putPayloadUnitBytes));
    }
  }

  countThrottled(): void {
    this.#throttledRecords += 1;
  }

  get counts(): StreamCounts {
    return {
      records: this.#records,
      bytes: this.#bytes,
      putPayloadUnits: this.#putPayloadUnits,
      throttledRecords: this.#throttledRecords,
    };
  }
}

/** A record's size as Kinesis counts it: data plus partition key, in bytes. */
export function recordBytes({ data, partitionKey }: Pick<NewRecord, 'data' | 'partitionKey'>): number {
  return data.length + Buffer.byteLength(partitionKey);
}
