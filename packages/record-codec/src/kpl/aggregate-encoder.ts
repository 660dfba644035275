import { checkBytes } from '../checks/check-bytes.js';
import { checkWholeNumber } from '../checks/check-whole-number.js';
import { maxKinesisRecordBytes, maxPartitionKeyCharacters, putPayloadUnitBytes } from '../limits.js';
import { looksEncoded } from '../record/looks-encoded.js';
import type { KinesisEntry } from '../record/kinesis-entry.js';
import { aggregateMessage, digestBytes } from './aggregate-layout.js';
import { md5Digests } from './md5-digests.js';
import { laneCount } from './md5-lanes.js';
import { aggregatedRecordBytes, emptyAggregateBytes, writeAggregate } from './write-aggregate.js';

/** Ten PUT payload units: what is billed is full, and ten such records a second stay well within a shard's rate. */
const defaultMaxEntryBytes = 10 * putPayloadUnitBytes;

/** The aggregate in the making of one partition key. `entryBytes` counts the outer key too. */
interface OpenAggregate {
  readonly keyBytes: Buffer;
  records: Uint8Array[];
  entryBytes: number;
}

/**
 * Packs records into KPL aggregates, which the KCL, Firehose and aws-kinesis-agg read. Every aggregate has one partition
 * key, inside and out: readers drop records whose inner key belongs to another shard. The order per key is kept.
 * A record that would be alone in its aggregate travels as it is, unless it could be taken for an aggregate or a block.
 *
 * Memory: one aggregate for each partition key in use, and up to four that wait for their MD5.
 */
export class AggregateEncoder {
  readonly #maxEntryBytes: number;
  readonly #open = new Map<string, OpenAggregate>();
  #full: { partitionKey: string; data: Buffer }[] = [];

  /**
   * @param options.maxEntryBytes - Largest data plus partition key of an aggregate, in bytes. Default: 250,000. At most
   * maxKinesisRecordBytes.
   * @throws {@link InvalidOptionError} if it is not within 1 and that.
   */
  constructor(options: { maxEntryBytes?: number } = {}) {
    this.#maxEntryBytes = options.maxEntryBytes ?? defaultMaxEntryBytes;
    checkWholeNumber('maxEntryBytes', this.#maxEntryBytes, 1, maxKinesisRecordBytes);
  }

  /**
   * Adds a record.
   *
   * @param data - Kept until its aggregate is complete: don't change it before.
   * @returns The entries that are complete now.
   * @throws {@link LimitExceededError} if the record and its key fit no Kinesis record. Nothing was added.
   * @throws {@link InvalidOptionError} if the key has no character or more than 256.
   */
  add(partitionKey: string, data: Uint8Array): KinesisEntry[] {
    const open = this.#open.get(partitionKey) ?? this.#begin(partitionKey);
    checkBytes(
      'record with its partition key',
      data.length + open.keyBytes.length,
      maxKinesisRecordBytes,
      'Split it, or send a reference to it.',
    );
    const added = aggregatedRecordBytes(data.length);
    const entries = open.entryBytes + added > this.#maxEntryBytes ? this.#close(partitionKey, open) : [];
    open.records.push(data);
    open.entryBytes += added;
    return entries;
  }

  /** Says that no more records come. @returns The last entries. */
  end(): KinesisEntry[] {
    const entries = [...this.#open].flatMap(([partitionKey, open]) => this.#close(partitionKey, open));
    this.#open.clear();
    return [...entries, ...this.#finishFull()];
  }

  #begin(partitionKey: string): OpenAggregate {
    checkWholeNumber('The length of a partition key', partitionKey.length, 1, maxPartitionKeyCharacters);
    const keyBytes = Buffer.from(partitionKey);
    const open = { keyBytes, records: [], entryBytes: emptyEntryBytes(keyBytes) };
    this.#open.set(partitionKey, open);
    return open;
  }

  #close(partitionKey: string, open: OpenAggregate): KinesisEntry[] {
    const { keyBytes, records, entryBytes } = open;
    open.records = [];
    open.entryBytes = emptyEntryBytes(keyBytes);
    const [first] = records;
    if (first === undefined) return [];
    if (records.length === 1 && (!looksEncoded(first) || entryBytes > maxKinesisRecordBytes)) {
      // What waits for its MD5 may have the same key, and comes first.
      return [...this.#finishFull(), { partitionKey, data: first }];
    }
    this.#full.push({ partitionKey, data: writeAggregate(keyBytes, records, entryBytes - keyBytes.length) });
    return this.#full.length < laneCount ? [] : this.#finishFull();
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

function emptyEntryBytes(keyBytes: Buffer): number {
  return emptyAggregateBytes(keyBytes.length) + keyBytes.length;
}
