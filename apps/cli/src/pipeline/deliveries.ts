import { createHash } from 'node:crypto';
import { PartCollector } from '@headwaters/ledger';
import { type ByteRange, subtractRanges } from '@headwaters/pipeline-contract';
import {
  type Block,
  type BlockPart,
  type BlockSource,
  type DecodedBlock,
  decodeRecord,
} from '@headwaters/record-codec';

/** Reads the bytes of a reference block from its source object. */
export type ReadReference = (block: Block) => Promise<Uint8Array>;

/** The files that each receiver (a consumer function or an archive bucket) has, reassembled from the blocks it received. */
export class Deliveries {
  readonly #byReceiver = new Map<string, Map<string, Reassembly>>();
  readonly #withBlocks = new Set<string>();
  readonly #readReference: ReadReference;
  #pending: Promise<void> = Promise.resolve();

  constructor(readReference: ReadReference) {
    this.#readReference = readReference;
  }

  /**
   * Queues a block that `receiver` has. Other wire profiles than `block` do not name their source and are ignored.
   *
   * @param data - The data of a Kinesis record, or the body of an archive object.
   */
  add(receiver: string, data: Uint8Array): void {
    this.#pending = this.#pending.then(async () => {
      const record = decodeRecord(data);
      if (record.profile !== 'block') return;
      this.#withBlocks.add(receiver);
      const { block } = record;
      const reassembly = this.reassemblyOf(receiver, block.source);
      if (block.part === undefined)
        reassembly.add(block, block.isReference ? await this.#readReference(block) : block.bytes);
      else reassembly.addPart(record, block.part);
    });
    // whenSettled() rethrows the failure; until it is called, the rejection must not end the process.
    this.#pending.catch(() => undefined);
  }

  /** Whether `receiver` has received a block so far. A receiver of another project receives none. */
  hasBlocks(receiver: string): boolean {
    return this.#withBlocks.has(receiver);
  }

  /** Returns what `receiver` has of `source` so far. */
  reassemblyOf(receiver: string, source: BlockSource): Reassembly {
    const sources = this.#byReceiver.get(receiver) ?? new Map<string, Reassembly>();
    this.#byReceiver.set(receiver, sources);
    const name = `${source.bucket}/${source.key}@${source.versionId ?? 'null'}`;
    const reassembly = sources.get(name) ?? new Reassembly();
    sources.set(name, reassembly);
    return reassembly;
  }

  /**
   * Resolves when every queued block is decoded and placed.
   *
   * @throws the codec's error if a block cannot be decoded.
   */
  async whenSettled(): Promise<void> {
    await this.#pending;
  }
}

/** One file at one receiver, reassembled by offset from blocks in any order. */
export class Reassembly {
  /** Length of the contiguous prefix of the file, in bytes. */
  bytes = 0;
  /** Records of all received blocks, each block counted once. A range in parts counts when all its parts are here. */
  records = 0;
  /** Records of the blocks that were received again. */
  duplicates = 0;

  #size: number | undefined;
  readonly #hash = createHash('sha256');
  readonly #parts = new PartCollector();
  /** Blocks beyond the contiguous prefix, by offset. */
  readonly #outOfOrder = new Map<number, { content: Uint8Array; end: number }>();

  /**
   * Adds a block that is not divided into parts.
   *
   * @param content - The bytes of the block's range: `block.bytes`, or the source's bytes for a reference.
   */
  add(block: Pick<Block, 'offset' | 'rawLength' | 'recordCount' | 'isLast'>, content: Uint8Array): void {
    if (block.offset < this.bytes || this.#outOfOrder.has(block.offset)) {
      this.duplicates += block.recordCount;
      return;
    }
    const end = block.offset + block.rawLength;
    this.records += block.recordCount;
    if (block.isLast) this.#size = end;
    this.#outOfOrder.set(block.offset, { content, end });
    this.#extendPrefix();
  }

  /** Adds one part of a range that the producer divided by partition key. */
  addPart(decoded: DecodedBlock, part: BlockPart): void {
    const outcome = this.#parts.add(decoded, part);
    if (outcome === 'duplicate') this.duplicates += decoded.block.recordCount;
    else if (outcome !== 'incomplete') this.add(outcome, outcome.bytes);
  }

  /** Whether every byte up to the end of the last block is here. */
  get isComplete(): boolean {
    return this.bytes === this.#size;
  }

  /** Returns the SHA-256 of the contiguous prefix, in hex. */
  sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Returns the ranges that are missing of a file of `size` bytes. */
  missing(size: number): ByteRange[] {
    const outOfOrder = [...this.#outOfOrder].map(([start, { end }]) => ({ start, end }));
    return subtractRanges([{ start: 0, end: size }], [{ start: 0, end: this.bytes }, ...outOfOrder]);
  }

  #extendPrefix(): void {
    for (let next = this.#outOfOrder.get(this.bytes); next; next = this.#outOfOrder.get(this.bytes)) {
      this.#outOfOrder.delete(this.bytes);
      this.#hash.update(next.content);
      this.bytes = next.end;
    }
  }
}
