import { maxBlockRawBytes } from '../limits.js';

const spareBytes = 65_536;

/** Collects the bytes of one block, at most maxBlockRawBytes, in one piece of memory, which it then gives away. */
export class CellBuffer {
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
