import { checkBytes, checkInteger } from '../checks.js';
import { maxKinesisRecordBytes, maxPartitionKeyCharacters, putPayloadUnitBytes } from '../limits.js';
import type { KinesisEntry } from '../put-records.js';
import { aggregateMessage, digestBytes } from './aggregate-layout.js';
import { looksEncoded } from './looks-encoded.js';
import { md5BatchSize, md5Digests } from './md5.js';
import { aggregatedRecordBytes, emptyAggregateBytes, writeAggregate } from './write-aggregate.js';

/** Ten full PUT payload units. Ten such Kinesis records a second are well below the write limits of a shard. */
const defaultMaxEntryBytes = 10 * putPayloadUnitBytes;

/** 134 aggregates of the default size. */
const defaultMaxOpenBytes = 33_554_432;

/** An aggregate being built, for one partition key. */
interface OpenAggregate {
  readonly partitionKey: string;
  readonly keyBytes: Buffer;
  readonly records: Uint8Array[];
  /** Length of the aggregate plus that of the partition key of its Kinesis record. */
  entryBytes: number;
}

/**
 * Packs records into KPL aggregates, which the KCL, Firehose and aws-kinesis-agg read. All records of an aggregate have the
 * partition key of their Kinesis record, because readers drop records whose own key belongs to another shard. Records
 * with the same key stay in order. A record that would be alone in its aggregate is sent unchanged, unless it could be mistaken
 * for an aggregate or a block.
 *
 * Memory: the records of one open aggregate per partition key, up to `maxOpenBytes` in total, plus up to seven full aggregates
 * that wait for an eighth, because MD5 is computed for eight at a time.
 */
export class AggregateEncoder {
  readonly #maxEntryBytes: number;
  readonly #maxOpenBytes: number;
  /** By partition key, oldest first. */
  readonly #open = new Map<string, OpenAggregate>();
  #openBytes = 0;
  /** Aggregates that lack only their MD5. */
  #full: { partitionKey: string; data: Buffer }[] = [];

  /**
   * @param options.maxEntryBytes - Largest aggregate plus partition key, in bytes, at most {@link maxKinesisRecordBytes}.
   * Default: 250,000.
   * @param options.maxOpenBytes - Largest total of all open aggregates, in bytes. Above it, the oldest ones are completed
   * early. With many partition keys, a higher value makes larger aggregates. Default: 33,554,432.
   * @throws {@link InvalidOptionError} if an option is out of range.
   */
  constructor(options: { maxEntryBytes?: number; maxOpenBytes?: number } = {}) {
    const { maxEntryBytes = defaultMaxEntryBytes, maxOpenBytes = defaultMaxOpenBytes } = options;
    checkInteger('maxEntryBytes', maxEntryBytes, 1, maxKinesisRecordBytes);
    checkInteger('maxOpenBytes', maxOpenBytes, 1);
    this.#maxEntryBytes = maxEntryBytes;
    this.#maxOpenBytes = maxOpenBytes;
  }

  /**
   * Adds a record.
   *
   * @param partitionKey - 1 to 256 characters.
   * @param data - Kept until its aggregate is complete; do not modify it before.
   * @returns The entries that are complete now.
   * @throws {@link LimitExceededError} if record and key exceed a Kinesis record. Nothing is added.
   * @throws {@link InvalidOptionError} if the key is empty or has more than 256 characters.
   */
  add(partitionKey: string, data: Uint8Array): KinesisEntry[] {
    let open = this.#open.get(partitionKey) ?? makeEmptyAggregate(partitionKey);
    const actualBytes = data.length + open.keyBytes.length;
    const advice = 'Split it, or send a reference to it.';
    checkBytes('record with its partition key', actualBytes, maxKinesisRecordBytes, advice);
    const addedBytes = aggregatedRecordBytes(data.length);
    const entries: KinesisEntry[] = [];
    if (open.records.length > 0 && open.entryBytes + addedBytes > this.#maxEntryBytes) {
      entries.push(...this.#close(open));
      open = makeEmptyAggregate(partitionKey);
    }
    if (open.records.length === 0) this.#addOpen(open);
    open.records.push(data);
    open.entryBytes += addedBytes;
    this.#openBytes += addedBytes;
    if (this.#openBytes > this.#maxOpenBytes) entries.push(...this.#closeOldest());
    return entries;
  }

  /** Completes all aggregates. @returns The remaining entries. */
  end(): KinesisEntry[] {
    const entries = [...this.#open.values()].flatMap((open) => this.#close(open));
    return [...entries, ...this.#finishFull()];
  }

  #addOpen(open: OpenAggregate): void {
    this.#open.set(open.partitionKey, open);
    this.#openBytes += open.entryBytes;
  }

  #closeOldest(): KinesisEntry[] {
    const entries: KinesisEntry[] = [];
    for (const open of this.#open.values()) {
      if (this.#openBytes <= this.#maxOpenBytes) break;
      entries.push(...this.#close(open));
    }
    return entries;
  }

  #close(open: OpenAggregate): KinesisEntry[] {
    const { partitionKey, keyBytes, records, entryBytes } = open;
    this.#open.delete(partitionKey);
    this.#openBytes -= entryBytes;
    const [first] = records;
    if (
      first !== undefined &&
      records.length === 1 &&
      (!looksEncoded(first) || entryBytes > maxKinesisRecordBytes)
    ) {
      // Aggregates that wait for their MD5 may have the same key, so they go first.
      return [...this.#finishFull(), { partitionKey, data: first }];
    }
    this.#full.push({
      partitionKey,
      data: writeAggregate(keyBytes, records, { totalBytes: entryBytes - keyBytes.length }),
    });
    return this.#full.length < md5BatchSize ? [] : this.#finishFull();
  }

  #finishFull(): KinesisEntry[] {
    const entries = this.#full;
    this.#full = [];
    const digests = md5Digests(entries.map(({ data }) => aggregateMessage(data)));
    for (const [index, { data }] of entries.entries())
      data.set(digests[index] ?? [], data.length - digestBytes);
    return entries;
  }
}

function makeEmptyAggregate(partitionKey: string): OpenAggregate {
  checkInteger('The length of a partition key', partitionKey.length, 1, maxPartitionKeyCharacters);
  const keyBytes = Buffer.from(partitionKey);
  return {
    partitionKey,
    keyBytes,
    records: [],
    entryBytes: emptyAggregateBytes(keyBytes.length) + keyBytes.length,
  };
}
