import {
  type Block,
  type BlockSource,
  type CarriedBlock,
  type DecodedRecord,
  carriedBlock,
  decodeRecord,
  sourceDigest,
} from '@headwaters/record-codec';
import { ContentSum } from './content-sum.js';
import { Reassembly } from './reassembly.js';

/** Reads the bytes of a reference block from its source object. */
export type ReadReference = (block: Block) => Promise<Uint8Array>;

/** What {@link Deliveries} needs to know and do. */
export interface DeliveriesOptions {
  readonly readReference: ReadReference;
  /**
   * Whether the Kinesis records of an object do not say which bytes they carry: wire `plain` with partition keys of a field. They
   * are summed instead. Default: never.
   */
  readonly isWithoutOffsets?: (source: BlockSource) => boolean;
}

/** A Kinesis record, as far as it matters here. */
export interface DeliveredKinesisRecord {
  readonly data: Uint8Array;
  readonly partitionKey: string;
}

/** The files that each receiver (a consumer function or an archive bucket) has, reassembled from the Kinesis records it received. */
export class Deliveries {
  readonly #byReceiver = new Map<string, Map<string, Reassembly>>();
  readonly #sums = new Map<string, ContentSum>();
  readonly #options: DeliveriesOptions;
  #pending: Promise<void> = Promise.resolve();

  constructor(options: DeliveriesOptions) {
    this.#options = options;
  }

  /** Queues a Kinesis record that `receiver` has. One that carries no range of an object adds to the receiver's sum. */
  add(receiver: string, { data, partitionKey }: DeliveredKinesisRecord): void {
    this.#queue(async () => {
      const record = decodeRecord(data);
      const carried = carriedBlock(record, partitionKey);
      if (carried === undefined) this.#addForeign(receiver, record);
      else await this.#addCarried(receiver, carried);
    });
  }

  /** Whether `receiver` has received a range of an object so far. A receiver of another project receives none. */
  hasRanges(receiver: string): boolean {
    return (this.#byReceiver.get(receiver)?.size ?? 0) > 0;
  }

  /** Returns what `receiver` has of `source` so far. */
  reassemblyOf(receiver: string, source: BlockSource): Reassembly {
    return this.#reassembly(receiver, sourceDigest(source));
  }

  /** Returns the sum of the records that `receiver` has and that name no object. */
  sumOf(receiver: string): ContentSum {
    const sum = this.#sums.get(receiver) ?? new ContentSum();
    this.#sums.set(receiver, sum);
    return sum;
  }

  /**
   * Resolves when every queued Kinesis record is decoded and placed.
   *
   * @throws the codec's error if a Kinesis record cannot be decoded.
   */
  async whenSettled(): Promise<void> {
    await this.#pending;
  }

  #queue(step: () => Promise<void>): void {
    this.#pending = this.#pending.then(step);
    // whenSettled() rethrows the failure; until it is called, the rejection must not end the process.
    this.#pending.catch(() => undefined);
  }

  async #addCarried(receiver: string, carried: CarriedBlock): Promise<void> {
    const { source, reference } = carried;
    const content = reference === undefined ? undefined : await this.#options.readReference(reference);
    if (source !== undefined && this.#options.isWithoutOffsets?.(source) === true) {
      const records = content === undefined ? [...carried.records()].map(({ bytes }) => bytes) : [content];
      for (const bytes of records) this.sumOf(receiver).add(bytes);
      return;
    }
    const reassembly = this.#reassembly(receiver, carried.sourceDigest);
    if (carried.part !== undefined) reassembly.addPart(carried, carried.part);
    else reassembly.add(carried, content ?? carried.bytes());
  }

  #addForeign(receiver: string, record: DecodedRecord): void {
    const sum = this.sumOf(receiver);
    if (record.profile === 'plain') sum.add(record.bytes);
    else if (record.profile === 'kpl')
      for (const each of record.records()) if (each.error === undefined) sum.add(each.bytes);
  }

  #reassembly(receiver: string, digest: string): Reassembly {
    const sources = this.#byReceiver.get(receiver) ?? new Map<string, Reassembly>();
    this.#byReceiver.set(receiver, sources);
    const reassembly = sources.get(digest) ?? new Reassembly();
    sources.set(digest, reassembly);
    return reassembly;
  }
}
