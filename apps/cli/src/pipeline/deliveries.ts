import { createHash } from 'node:crypto';
import { PartCollector } from '@headwaters/ledger';
import {
  type Block,
  type BlockPart,
  type BlockSource,
  type DecodedBlock,
  decodeRecord,
} from '@headwaters/record-codec';

/** Reads the range that a reference block stands for from its source. */
export type ReadReference = (block: Block) => Promise<Uint8Array>;

/** What each receiver has of each source, put together from the blocks it was given. */
export class Deliveries {
  readonly #byReceiver = new Map<string, Map<string, Reassembly>>();
  readonly #readReference: ReadReference;
  #work: Promise<void> = Promise.resolve();

  constructor(readReference: ReadReference) {
    this.#readReference = readReference;
  }

  /**
   * Notes that `receiver` has the block in `data`, a record's bytes. Records that are no blocks belong to no source and are
   * passed over.
   */
  add(receiver: string, data: Uint8Array): void {
    this.#work = this.#work.then(async () => {
      const record = decodeRecord(data);
      if (record.profile !== 'block') return;
      const { block } = record;
      const content = block.isReference ? await this.#readReference(block) : block.bytes;
      const reassembly = this.of(receiver, block.source);
      if (block.part === undefined) reassembly.add(block, content);
      else reassembly.addPart(record, block.part);
    });
    // The failure is kept for whoever awaits settled(); until then it must not end the process.
    this.#work.catch(() => undefined);
  }

  /** What `receiver` has of `source` by now. */
  of(receiver: string, source: BlockSource): Reassembly {
    const sources = this.#byReceiver.get(receiver) ?? new Map<string, Reassembly>();
    this.#byReceiver.set(receiver, sources);
    const name = `${source.bucket}/${source.key}@${source.versionId ?? 'null'}`;
    const reassembly = sources.get(name) ?? new Reassembly();
    sources.set(name, reassembly);
    return reassembly;
  }

  /**
   * Waits until every block noted so far has been put in its place.
   *
   * @throws The codec's error if one could not be decoded.
   */
  async settled(): Promise<void> {
    await this.#work;
  }
}

/** A part of a file, in bytes: from `start` on, up to but without `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What one consumer has of one file, put together by offset from the blocks it acknowledged, in any order. */
export class Reassembly {
  /** Bytes put together without a gap, from the file's first on. */
  bytes = 0;
  /** Records of the blocks seen, each block once; of framed ones, when their range is whole. */
  records = 0;
  /** Records of the blocks that came again. */
  duplicates = 0;

  #size: number | undefined;
  readonly #hash = createHash('sha256');
  readonly #parts = new PartCollector();
  readonly #ahead = new Map<number, { content: Uint8Array; end: number }>();

  /**
   * @param block - A block of the file, but no framed one.
   * @param content - The bytes of the block's range: `block.bytes`, or, for a reference, what was read from the source.
   */
  add(block: Pick<Block, 'offset' | 'rawLength' | 'recordCount' | 'isLast'>, content: Uint8Array): void {
    if (block.offset < this.bytes || this.#ahead.has(block.offset)) {
      this.duplicates += block.recordCount;
      return;
    }
    const end = block.offset + block.rawLength;
    this.records += block.recordCount;
    if (block.isLast) this.#size = end;
    this.#ahead.set(block.offset, { content, end });
    this.#takeWhatFollows();
  }

  /** @param decoded - A framed block of the file, which has one part of a range. */
  addPart(decoded: DecodedBlock, part: BlockPart): void {
    const outcome = this.#parts.add(decoded, part);
    if (outcome === 'repeated') this.duplicates += decoded.block.recordCount;
    else if (outcome !== 'awaited') this.add(outcome, outcome.bytes);
  }

  /** Whether every byte is there, up to the block that says it is the last. */
  get isComplete(): boolean {
    return this.bytes === this.#size;
  }

  /** The SHA-256 of {@link bytes} bytes, in hex. */
  sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** The ranges of a file of `size` bytes that did not arrive. */
  missing(size: number): ByteRange[] {
    const gaps: ByteRange[] = [];
    let covered = this.bytes;
    for (const [start, { end }] of [...this.#ahead].sort(([a], [b]) => a - b)) {
      if (start > covered) gaps.push({ start: covered, end: start });
      covered = end;
    }
    if (covered < size) gaps.push({ start: covered, end: size });
    return gaps;
  }

  #takeWhatFollows(): void {
    for (let next = this.#ahead.get(this.bytes); next; next = this.#ahead.get(this.bytes)) {
      this.#ahead.delete(this.bytes);
      this.#hash.update(next.content);
      this.bytes = next.end;
    }
  }
}
