import type { Block } from '../block/block.js';
import { maxBlockRawBytes } from '../limits.js';
import { nodeZlib } from '../node-zlib.js';

/** A block without the fields that only the splitter knows. */
export type BlockBody = Omit<Block, 'source' | 'isLast' | 'layout'>;

/**
 * The block being built. It keeps the bytes so far or, of a record too long for a block, only their number and checksum.
 */
export class OpenBlock {
  readonly #buffer = new BlockBuffer();
  #offset: number;
  #lineNumber: number;
  #completeRecords = 0;
  /** Length of the complete records, in bytes. */
  #completeLength = 0;
  #droppedLength = 0;
  #droppedCrc32 = 0;
  #maxBytes = maxBlockRawBytes;

  constructor(offset: number, lineNumber: number) {
    this.#offset = offset;
    this.#lineNumber = lineNumber;
  }

  /** Bytes so far, including dropped ones. */
  get length(): number {
    return this.#droppedLength + this.#buffer.length;
  }

  /** Offset of the next byte in the object. */
  get position(): number {
    return this.#offset + this.length;
  }

  /** The bytes so far, without dropped ones. A view. */
  get bytes(): Buffer {
    return this.#buffer.view();
  }

  /** Lowers the largest body of a block, from maxBlockRawBytes. Bytes so far must not exceed it. */
  limitTo(maxBytes: number): void {
    this.#maxBytes = maxBytes;
  }

  /** Moves the start of a block that has no bytes yet. */
  moveTo(offset: number): void {
    this.#offset = offset;
  }

  /** Counts `count` more complete records, the last of which ends `length` bytes after the start of the block. */
  addCompleteRecords(count: number, length: number): void {
    this.#completeRecords += count;
    this.#completeLength = length;
  }

  /**
   * Adds bytes.
   *
   * @returns The block of all complete records, if adding the bytes to them would exceed the limit.
   */
  append(bytes: Buffer, start: number, end: number): BlockBody | undefined {
    const added = end - start;
    const isTooLong = this.length + added > this.#maxBytes;
    const earlier = isTooLong && this.#completeRecords > 0 ? this.#takeCompleteRecords() : undefined;
    if (this.length + added > this.#maxBytes) this.#drop(bytes.subarray(start, end));
    else this.#buffer.append(bytes, start, end);
    return earlier;
  }

  /** Returns the block of all bytes so far, including an incomplete record, and starts the next one. */
  finish(): BlockBody {
    if (this.#droppedLength > 0) return this.#takeReference();
    if (this.#buffer.length > this.#completeLength) this.addCompleteRecords(1, this.#buffer.length);
    return this.#takeCompleteRecords();
  }

  #takeCompleteRecords(): BlockBody {
    const bytes = this.#buffer.take(this.#completeLength);
    return { ...this.#advance(this.#completeRecords, bytes.length), isReference: false, bytes };
  }

  #takeReference(): BlockBody {
    const referenceCrc32 = this.#droppedCrc32;
    const range = this.#advance(1, this.#droppedLength);
    this.#droppedLength = 0;
    this.#droppedCrc32 = 0;
    return { ...range, isReference: true, referenceCrc32, bytes: Buffer.alloc(0) };
  }

  #advance(recordCount: number, rawLength: number) {
    const range = { offset: this.#offset, lineNumber: this.#lineNumber, recordCount, rawLength };
    this.#offset += rawLength;
    this.#lineNumber += recordCount;
    this.#completeRecords = 0;
    this.#completeLength = 0;
    return range;
  }

  #drop(bytes: Buffer): void {
    const kept = this.#buffer.take(this.#buffer.length);
    const { crc32 } = nodeZlib();
    this.#droppedCrc32 = crc32(bytes, crc32(kept, this.#droppedCrc32));
    this.#droppedLength += kept.length + bytes.length;
  }
}

/** Free space in a new buffer, in bytes. */
const spareBytes = 65_536;

/** Collects the bytes of one block, at most maxBlockRawBytes, in contiguous memory that is handed over without a copy. */
class BlockBuffer {
  #memory = Buffer.allocUnsafeSlow(spareBytes);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  view(): Buffer {
    return this.#memory.subarray(0, this.#length);
  }

  append(bytes: Buffer, start: number, end: number): void {
    this.#reserve(end - start);
    bytes.copy(this.#memory, this.#length, start, end);
    this.#length += end - start;
  }

  /**
   * Returns the first `count` bytes, whose memory then belongs to the caller, and keeps the rest. The new buffer has the
   * size of the last block, because the next one will be similar.
   */
  take(count: number): Buffer {
    const taken = this.#memory.subarray(0, count);
    const kept = this.#memory.subarray(count, this.#length);
    const newLength = Math.min(Math.max(count, kept.length) + spareBytes, maxBlockRawBytes);
    this.#memory = Buffer.allocUnsafeSlow(newLength);
    this.#length = kept.copy(this.#memory);
    return taken;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#memory.length) return;
    const doubled = Math.min(2 * this.#memory.length, maxBlockRawBytes);
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, doubled));
    this.#memory.copy(larger, 0, 0, this.#length);
    this.#memory = larger;
  }
}
