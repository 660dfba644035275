import { join } from 'node:path';
import { kinesisLimits } from '@headwaters/pipeline-contract';
import { uniformRanges, type HashKeyRange } from '../shard/hash-key.js';
import { recordBytes, type NewRecord } from '../shard/record-frame.js';
import { Shard } from '../shard/shard.js';
import { StreamConsumers } from './stream-consumer.js';

/** Capacity mode. An `ON_DEMAND` stream starts with 4 shards and, unlike in AWS, keeps them. */
export type StreamMode = 'PROVISIONED' | 'ON_DEMAND';

/** What a stream is created from. */
interface StreamDescription {
  readonly name: string;
  readonly arn: string;
  readonly createdMillis: number;
  readonly folder: string;
  readonly shardCount: number;
  readonly mode: StreamMode;
}

/** Called with the id of a shard that received records, was created or was closed. */
type ShardListener = (shardId: string) => void;

/** A stream: its settings and its shards, closed ones included. */
export class Stream {
  readonly tags = new Map<string, string>();
  readonly enhancedMetrics = new Set<string>();
  readonly statistics = new StreamStatistics();
  /** Consumers with enhanced fan-out. */
  readonly consumers: StreamConsumers;
  readonly #shards: Shard[] = [];
  readonly #listeners = new Set<ShardListener>();
  mode: StreamMode;
  retentionHours = 24;
  /** KMS key as the request named it. Undefined while the stream is not encrypted. */
  encryptionKeyId: string | undefined;

  constructor(readonly description: StreamDescription) {
    this.mode = description.mode;
    this.consumers = new StreamConsumers(description.arn);
    for (const range of uniformRanges(description.shardCount)) {
      this.#addShard(range, [], description.createdMillis);
    }
  }

  get name(): string {
    return this.description.name;
  }

  /** Account that owns the stream, as messages show it. */
  get accountId(): string {
    return this.description.arn.split(':')[4] ?? '';
  }

  /** Encryption type as responses of record operations show it. */
  get encryptionType(): 'KMS' | undefined {
    return this.encryptionKeyId === undefined ? undefined : 'KMS';
  }

  /** Open shards and closed shards whose records have not all expired, in the order of creation. */
  shards(nowMillis: number): readonly Shard[] {
    const horizon = this.horizonMillis(nowMillis);
    return this.#shards.filter(({ closedMillis }) => closedMillis === undefined || closedMillis >= horizon);
  }

  get openShards(): readonly Shard[] {
    return this.#shards.filter(({ closedMillis }) => closedMillis === undefined);
  }

  /** The shard with that id, or undefined if there is none or it has expired. */
  shard(shardId: string, nowMillis: number): Shard | undefined {
    return this.shards(nowMillis).find(({ id }) => id === shardId);
  }

  /** The open shard for a hash key. Open shards always cover all hash keys. */
  route(hashKey: bigint): Shard {
    const owner = this.openShards.find(({ range }) => range.start <= hashKey && hashKey <= range.end);
    if (owner === undefined) throw new Error(`No open shard of ${this.name} covers hash key ${hashKey}.`);
    return owner;
  }

  /** Records that arrived before this time have expired. */
  horizonMillis(nowMillis: number): number {
    return nowMillis - this.retentionHours * 3_600_000;
  }

  /** Appends records to one shard, notifies the listeners and returns the sequence numbers. */
  append(shard: Shard, records: readonly NewRecord[], nowMillis: number): string[] {
    const sequenceNumbers = shard.append(records, nowMillis);
    this.statistics.countPut(records);
    this.#notify(shard.id);
    return sequenceNumbers;
  }

  /** Closes `parents` and creates shards for `ranges`, which together cover the same hash keys. */
  replaceShards(parents: readonly Shard[], ranges: readonly HashKeyRange[], nowMillis: number): Shard[] {
    // Sequence numbers of a child must be larger than its parents', even if both are created within one second.
    const createdMillis = Math.max(
      nowMillis,
      ...parents.map((parent) => parent.description.createdMillis + 1000),
    );
    for (const parent of parents) parent.closeForWrites(nowMillis);
    const children = ranges.map((range) => this.#addShard(range, parents, createdMillis));
    for (const { id } of [...parents, ...children]) this.#notify(id);
    return children;
  }

  /** Registers a listener. Call the returned function to remove it. */
  onRecords(listener: ShardListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Removes all listeners and closes the files of all shards. */
  close(): void {
    this.#listeners.clear();
    for (const shard of this.#shards) shard.closeFiles();
  }

  #addShard(range: HashKeyRange, parents: readonly Shard[], createdMillis: number): Shard {
    const index = this.#shards.length;
    const folder = join(this.description.folder, String(index));
    const shard = new Shard({ index, range, createdMillis, parents, folder });
    this.#shards.push(shard);
    return shard;
  }

  #notify(shardId: string): void {
    for (const listener of this.#listeners) listener(shardId);
  }
}

/** Totals since the stream was created. */
export interface StreamCounts {
  readonly records: number;
  /** Data and partition keys. */
  readonly bytes: number;
  /** PUT payload units that AWS would bill: units of 25,000 bytes of data and key for each record, at least one. */
  readonly putPayloadUnits: number;
  /** Data and partition keys in KB (1,024 bytes), each record rounded up, as on-demand streams are billed. */
  readonly kilobytes: number;
  /** Records rejected by a rate limit of their shard. */
  readonly throttledRecords: number;
}

/** Keeps the {@link StreamCounts} of a stream. */
class StreamStatistics {
  #records = 0;
  #bytes = 0;
  #putPayloadUnits = 0;
  #kilobytes = 0;
  #throttledRecords = 0;

  countPut(records: readonly NewRecord[]): void {
    for (const record of records) {
      const bytes = recordBytes(record);
      this.#records += 1;
      this.#bytes += bytes;
      this.#putPayloadUnits += Math.max(1, Math.ceil(bytes / kinesisLimits.putPayloadUnitBytes));
      this.#kilobytes += Math.ceil(bytes / 1_024);
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
      kilobytes: this.#kilobytes,
      throttledRecords: this.#throttledRecords,
    };
  }
}
