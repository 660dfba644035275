import type { Block } from '../block/block.js';
import { maxBlockRawBytes } from '../limits.js';
import { nodeZlib } from '../node-zlib.js';

/** A block, save for what the splitter alone knows. */
export type BlockBody = Omit<Block, 'source' | 'isLast' | 'layout'>;

/** The block in the making: its bytes so far, or, of a record too long to keep, their number and checksum. */
export class OpenBlock {
  readonly #buffer = new CellBuffer();
  #offset: number;
  #lineNumber: number;
  /** Records that ended, and the end of the last of them, from the block's start. */
  #endedCount = 0;
  #endedLength = 0;
  #droppedLength = 0;
  #droppedCrc32 = 0;

  constructor(offset: number, lineNumber: number) {
    this.#offset = offset;
    this.#lineNumber = lineNumber;
  }

  /** Bytes so far, dropped ones included. */
  get length(): number {
    return this.#droppedLength + this.#buffer.length;
  }

  /** Where the next byte stands in the object. */
  get position(): number {
    return this.#offset + this.length;
  }

  /** Moves the start of a block with no bytes yet. */
  skipTo(offset: number): void {
    this.#offset = offset;
  }

  /** Notes that `count` more records ended, the last of them `length` bytes from the block's start. */
  noteEnds(count: number, length: number): void {
    this.#endedCount += count;
    this.#endedLength = length;
  }

  /** Adds bytes. @returns The block of all earlier records, if with these bytes it would exceed maxBlockRawBytes. */
  append(bytes: Buffer, start: number, end: number): BlockBody | undefined {
    const added = end - start;
    const isTooLong = this.length + added > maxBlockRawBytes;
    const earlier = isTooLong && this.#endedCount > 0 ? this.#takeEnded() : undefined;
    if (this.length + added > maxBlockRawBytes) this.#drop(bytes.subarray(start, end));
    else this.#buffer.append(bytes, start, end);
    return earlier;
  }

  /** Gives away what there is, an unended record included, and starts anew after it. */
  finish(): BlockBody {
    if (this.#droppedLength > 0) return this.#takeReference();
    if (this.#buffer.length > this.#endedLength) this.noteEnds(1, this.#buffer.length);
    return this.#takeEnded();
  }

  #takeEnded(): BlockBody {
    const bytes = this.#buffer.take(this.#endedLength);
    return { ...this.#advance(this.#endedCount, bytes.length), isReference: false, bytes };
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
    this.#endedCount = 0;
    this.#endedLength = 0;
    return range;
  }

  #drop(bytes: Buffer): void {
    const kept = this.#buffer.take(this.#buffer.length);
    const { crc32 } = nodeZlib();
    this.#droppedCrc32 = crc32(bytes, crc32(kept, this.#droppedCrc32));
    this.#droppedLength += kept.length + bytes.length;
  }
}

const spareBytes = 65_536;

/** Collects the bytes of one block, at most maxBlockRawBytes, in one piece of memory, which it then gives away. */
class CellBuffer {
  #memory = Buffer.allocUnsafeSlow(spareBytes);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(bytes: Buffer, start: number, end: number): void {
    this.#reserve(end - start);
    bytes.copy(this.#memory, this.#length, start, end);
    this.#length += end - start;
  }

  /** Gives the first `count` bytes away, for ever; keeps the rest. The next block will be about as large. */
  take(count: number): Buffer {
    const taken = this.#memory.subarray(0, count);
    const kept = this.#memory.subarray(count, this.#length);
    this.#memory = Buffer.allocUnsafeSlow(
      Math.min(Math.max(count, kept.length) + spareBytes, maxBlockRawBytes),
    );
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
