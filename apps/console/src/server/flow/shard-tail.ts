import type { KinesisService, KinesisRecord } from '@headwaters/local-services';
import { type CarriedBlock, blockRange, carriedBlock, decodeRecord } from '@headwaters/record-codec';
import type { CarriedRange, RecordContent, RecordSummary } from '../../contract/record.js';

/** Position of a Kinesis record on its shard. */
export interface TailEntry {
  readonly sequenceNumber: string;
  readonly arrivalMillis: number;
  /** Size of its data, in bytes. */
  readonly bytes: number;
}

/** A shard and its latest entries. */
interface TailedShard {
  readonly shardId: string;
  /** Kinesis records since the start. */
  records: number;
  /** Latest entries, oldest first; at most {@link ShardTail.maxEntries}. */
  readonly entries: TailEntry[];
}

/** Follows every shard of a stream. Keeps the positions of the latest Kinesis records, not their data. */
export class ShardTail {
  /** Entries kept per shard. */
  static readonly maxEntries = 5_000;

  readonly #kinesis: KinesisService;
  readonly #streamName: string;
  readonly #onEntry: (shardId: string, entry: TailEntry) => void;
  readonly #shards = new Map<string, TailedShard & { after: string | undefined }>();
  readonly #stop: () => void;
  #isScheduled = false;

  constructor(
    kinesis: KinesisService,
    streamName: string,
    onEntry: (shardId: string, entry: TailEntry) => void,
  ) {
    this.#kinesis = kinesis;
    this.#streamName = streamName;
    this.#onEntry = onEntry;
    this.#stop = kinesis.onRecords(streamName, () => {
      this.#readSoon();
    });
    this.read();
  }

  /** Shards that are open or still contain Kinesis records, oldest first. */
  shards(): readonly (TailedShard & { readonly isOpen: boolean })[] {
    return this.#kinesis.shards(this.#streamName).map(({ shardId, endingSequenceNumber }) => {
      const { records, entries } = this.#shard(shardId);
      return { shardId, records, entries, isOpen: endingSequenceNumber === undefined };
    });
  }

  /** Reads every shard to its end. */
  read(): void {
    for (const { shardId } of this.#kinesis.shards(this.#streamName)) this.#readShard(shardId);
  }

  /**
   * Reads one Kinesis record.
   *
   * @returns The record, or undefined if the shard has no such sequence number.
   */
  record(shardId: string, sequenceNumber: string): KinesisRecord | undefined {
    const position = { type: 'AT_SEQUENCE_NUMBER', sequenceNumber } as const;
    const { records } = this.#kinesis.readShard({
      streamName: this.#streamName,
      shardId,
      position,
      maxRecords: 1,
    });
    return records.find((record) => record.sequenceNumber === sequenceNumber);
  }

  stop(): void {
    this.#stop();
  }

  /** Reads after the current call has ended, so that Kinesis records of one request are read together. */
  #readSoon(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.read();
    });
  }

  #readShard(shardId: string): void {
    const shard = this.#shard(shardId);
    for (let more = true; more;) {
      const position =
        shard.after === undefined
          ? ({ type: 'TRIM_HORIZON' } as const)
          : ({ type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: shard.after } as const);
      const reading = this.#kinesis.readShard({ streamName: this.#streamName, shardId, position });
      shard.after = reading.afterSequenceNumber;
      for (const record of reading.records) this.#take(shard, record);
      more = reading.records.length > 0;
    }
  }

  #take(shard: TailedShard, { sequenceNumber, approximateArrivalMillis, data }: KinesisRecord): void {
    const entry = { sequenceNumber, arrivalMillis: approximateArrivalMillis, bytes: data.length };
    shard.records += 1;
    shard.entries.push(entry);
    if (shard.entries.length > ShardTail.maxEntries * 2) {
      shard.entries.splice(0, shard.entries.length - ShardTail.maxEntries);
    }
    this.#onEntry(shard.shardId, entry);
  }

  #shard(shardId: string): TailedShard & { after: string | undefined } {
    const shard = this.#shards.get(shardId) ?? { shardId, records: 0, entries: [], after: undefined };
    this.#shards.set(shardId, shard);
    return shard;
  }
}

/** A stored Kinesis record. */
interface RecordOnShard {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly arrivedAt: number;
  readonly data: Uint8Array;
}

/** Returns the object that a digest stands for; undefined if it is unknown. */
export type FindSource = (
  digest: string,
) => { readonly key: string; readonly versionId?: string } | undefined;

/** Describes a Kinesis record from its metadata, without its payload. */
export function summarizeRecord({ data, ...place }: RecordOnShard, findSource: FindSource): RecordSummary {
  return { ...place, bytes: data.length, content: contentOf(data, place.partitionKey, findSource) };
}

function contentOf(data: Uint8Array, partitionKey: string, findSource: FindSource): RecordContent {
  try {
    const record = decodeRecord(data);
    const carried = carriedBlock(record, partitionKey);
    return {
      profile: record.profile,
      ...(record.profile === 'block' && { compression: record.compression }),
      ...(carried && { range: rangeOf(carried, findSource) }),
    };
  } catch (error) {
    return { profile: 'damaged', reason: error instanceof Error ? error.message : String(error) };
  }
}

function rangeOf(carried: CarriedBlock, findSource: FindSource): CarriedRange {
  const { lineNumber, recordCount, isLast, isReference, part } = carried;
  const { key, versionId } = carried.source ?? findSource(carried.sourceDigest) ?? {};
  const { start: offset, end } = blockRange(carried);
  return {
    ...(key !== undefined && { key }),
    ...(versionId !== undefined && { versionId }),
    offset,
    ...(lineNumber !== undefined && { lineNumber }),
    recordCount,
    length: end - offset,
    isLast,
    isReference,
    ...(part && { part: { index: part.index, count: part.count } }),
  };
}
