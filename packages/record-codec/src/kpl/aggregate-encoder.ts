import { readGzipEnvelope } from '../block/gzip-framing.js';
import { readZstdEnvelope } from '../block/zstd-framing.js';
import { asBuffer } from '../bytes/byte-views.js';
import { checkBytes, checkWholeNumber } from '../checks.js';
import { maxKinesisRecordBytes, maxPartitionKeyCharacters, putPayloadUnitBytes } from '../limits.js';
import type { KinesisEntry } from '../put-records.js';
import { aggregateMessage, beginsAsAggregate, digestBytes } from './aggregate-layout.js';
import { laneCount } from './md5-simd/md5-lanes.js';
import { md5Digests } from './md5.js';
import { aggregatedRecordBytes, emptyAggregateBytes, writeAggregate } from './write-aggregate.js';

/** Ten PUT payload units: what is billed is full, and ten such records a second stay well within a shard's rate. */
const defaultMaxEntryBytes = 10 * putPayloadUnitBytes;

/** 134 aggregates of the default size. */
const defaultMaxOpenBytes = 33_554_432;

/** The aggregate in the making of one partition key. `entryBytes` counts the outer key too. */
interface OpenAggregate {
  readonly partitionKey: string;
  readonly keyBytes: Buffer;
  readonly records: Uint8Array[];
  entryBytes: number;
}

/**
 * Packs records into KPL aggregates, which the KCL, Firehose and aws-kinesis-agg read. Every aggregate has one partition
 * key, inside and out: readers drop records whose inner key belongs to another shard. The order per key is kept.
 * A record that would be alone in its aggregate travels as it is, unless it could be taken for an aggregate or a block.
 *
 * Memory: the records of open aggregates, one for each partition key in use, up to `maxOpenBytes` in all; and up to seven
 * full aggregates that wait for an eighth, because MD5 is computed of eight at a time.
 */
export class AggregateEncoder {
  readonly #maxEntryBytes: number;
  readonly #maxOpenBytes: number;
  /** By partition key, the oldest first. */
  readonly #open = new Map<string, OpenAggregate>();
  #openBytes = 0;
  #full: { partitionKey: string; data: Buffer }[] = [];

  /**
   * @param options.maxEntryBytes - Largest data plus partition key of an aggregate, in bytes. Default: 250,000. At most
   * maxKinesisRecordBytes.
   * @param options.maxOpenBytes - What all open aggregates together may have, in bytes. Beyond it the oldest are completed,
   * full or not: with many partition keys, more makes fuller aggregates. Default: 33,554,432.
   * @throws {@link InvalidOptionError} if an option is out of its range.
   */
  constructor(options: { maxEntryBytes?: number; maxOpenBytes?: number } = {}) {
    const { maxEntryBytes = defaultMaxEntryBytes, maxOpenBytes = defaultMaxOpenBytes } = options;
    checkWholeNumber('maxEntryBytes', maxEntryBytes, 1, maxKinesisRecordBytes);
    checkWholeNumber('maxOpenBytes', maxOpenBytes, 1);
    this.#maxEntryBytes = maxEntryBytes;
    this.#maxOpenBytes = maxOpenBytes;
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
    let open = this.#open.get(partitionKey) ?? emptyAggregate(partitionKey);
    const actualBytes = data.length + open.keyBytes.length;
    const advice = 'Split it, or send a reference to it.';
    checkBytes('record with its partition key', actualBytes, maxKinesisRecordBytes, advice);
    const addedBytes = aggregatedRecordBytes(data.length);
    const entries: KinesisEntry[] = [];
    if (open.records.length > 0 && open.entryBytes + addedBytes > this.#maxEntryBytes) {
      entries.push(...this.#close(open));
      open = emptyAggregate(partitionKey);
    }
    if (open.records.length === 0) this.#begin(open);
    open.records.push(data);
    open.entryBytes += addedBytes;
    this.#openBytes += addedBytes;
    if (this.#openBytes > this.#maxOpenBytes) entries.push(...this.#closeOldest());
    return entries;
  }

  /** Says that no more records come. @returns The last entries. */
  end(): KinesisEntry[] {
    const entries = [...this.#open.values()].flatMap((open) => this.#close(open));
    return [...entries, ...this.#finishFull()];
  }

  #begin(open: OpenAggregate): void {
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

function emptyAggregate(partitionKey: string): OpenAggregate {
  checkWholeNumber('The length of a partition key', partitionKey.length, 1, maxPartitionKeyCharacters);
  const keyBytes = Buffer.from(partitionKey);
  return {
    partitionKey,
    keyBytes,
    records: [],
    entryBytes: emptyAggregateBytes(keyBytes.length) + keyBytes.length,
  };
}

/** Tells whether a reader could take `data` for something else than a plain record. */
function looksEncoded(data: Uint8Array): boolean {
  const bytes = asBuffer(data);
  try {
    return beginsAsAggregate(bytes) || (readGzipEnvelope(bytes) ?? readZstdEnvelope(bytes)) !== undefined;
  } catch {
    return true;
  }
}
