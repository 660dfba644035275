import type { Block, BlockSource } from '../block/block.js';
import { asBuffer } from '../bytes/as-buffer.js';
import { InvalidOptionError } from '../errors/invalid-option-error.js';
import { defaultCellBytes, maxBlockRawBytes } from '../limits.js';
import { OpenBlock, type BlockBody } from './open-block.js';

const newline = 10;

/**
 * Cuts an object's lines into blocks. Boundaries depend on the object's bytes and `cellBytes` alone: neither on how the
 * bytes arrive nor on the cell it starts from.
 *
 * The lines that start in one cell make one block. If that would exceed maxBlockRawBytes, the cell's last line becomes a
 * block of its own; if that line alone exceeds it, a reference. Memory: about two blocks and what `push` returns, whatever
 * the size of the object or of its lines.
 */
export class BlockSplitter {
  readonly #source: BlockSource;
  readonly #cellBytes: number;
  readonly #open: OpenBlock;
  /** First byte after the cell that the open block belongs to. */
  #cellEnd = 0;
  /** Dropping the rest of a line that started in an earlier cell. */
  #isSkipping: boolean;
  /** Complete, but only the next byte or the end tells whether it is the last. */
  #held: BlockBody | undefined;

  /**
   * @param options.cellBytes - Raw size of a cell in bytes, 1 to maxBlockRawBytes. Default: defaultCellBytes.
   * @param options.start - To begin at a later cell: push the object's bytes from `cell * cellBytes - 1` on (cell 0: from 0).
   * `lineNumber` is that of the first line that starts in this cell or after it.
   * @throws {@link InvalidOptionError} if a number is out of its range.
   */
  constructor(options: {
    source: BlockSource;
    cellBytes?: number;
    start?: { cell: number; lineNumber: number };
  }) {
    const { source, cellBytes = defaultCellBytes, start = { cell: 0, lineNumber: 1 } } = options;
    checkWholeNumber('cellBytes', cellBytes, { min: 1, max: maxBlockRawBytes });
    checkWholeNumber('start.cell', start.cell, { min: 0, max: Number.MAX_SAFE_INTEGER });
    checkWholeNumber('start.lineNumber', start.lineNumber, { min: 1, max: Number.MAX_SAFE_INTEGER });
    this.#source = source;
    this.#cellBytes = cellBytes;
    this.#isSkipping = start.cell > 0;
    this.#open = new OpenBlock(Math.max(start.cell * cellBytes - 1, 0), start.lineNumber);
  }

  /**
   * Takes the next bytes, in chunks of any size.
   *
   * @param chunk - Copied: the caller may reuse its memory.
   * @returns The blocks that are complete now, in order.
   */
  push(chunk: Uint8Array): Block[] {
    const bytes = asBuffer(chunk);
    const blocks: Block[] = [];
    let index = this.#isSkipping ? this.#skip(bytes) : 0;
    while (index < bytes.length) {
      this.#release(blocks, false);
      index = this.#isInsideCell() ? this.#addInside(bytes, index) : this.#addLastLine(bytes, index, blocks);
    }
    return blocks;
  }

  /** Says that the object ends here. @returns The last blocks; none for an object without bytes. */
  end(): Block[] {
    const blocks: Block[] = [];
    if (this.#open.length > 0) this.#hold(this.#open.finish(), blocks);
    this.#release(blocks, true);
    return blocks;
  }

  /** Drops bytes up to the first newline. The line after it is the first that starts in the cell or after it. */
  #skip(bytes: Buffer): number {
    const newlineAt = bytes.indexOf(newline);
    this.#isSkipping = newlineAt < 0;
    const end = newlineAt < 0 ? bytes.length : newlineAt + 1;
    this.#open.skipTo(this.#open.position + end);
    return end;
  }

  /** Whether a newline at the next byte would start a line that belongs to this cell too. */
  #isInsideCell(): boolean {
    const { length, position } = this.#open;
    if (length === 0) this.#cellEnd = (Math.floor(position / this.#cellBytes) + 1) * this.#cellBytes;
    return position < this.#cellEnd - 1;
  }

  #addInside(bytes: Buffer, start: number): number {
    const end = Math.min(start + this.#cellEnd - 1 - this.#open.position, bytes.length);
    const { length } = this.#open;
    let count = 0;
    let lineStart = start;
    for (
      let at = bytes.indexOf(newline, start);
      at >= 0 && at < end;
      at = bytes.indexOf(newline, lineStart)
    ) {
      count++;
      lineStart = at + 1;
    }
    this.#open.append(bytes, start, end);
    if (count > 0) this.#open.noteEnds(count, length + lineStart - start);
    return end;
  }

  #addLastLine(bytes: Buffer, start: number, blocks: Block[]): number {
    const newlineAt = bytes.indexOf(newline, start);
    const end = newlineAt < 0 ? bytes.length : newlineAt + 1;
    const earlier = this.#open.append(bytes, start, end);
    if (earlier !== undefined) blocks.push(this.#toBlock(earlier, false));
    if (newlineAt >= 0) this.#hold(this.#open.finish(), blocks);
    return end;
  }

  #hold(body: BlockBody, blocks: Block[]): void {
    this.#release(blocks, false);
    this.#held = body;
  }

  #release(blocks: Block[], isLast: boolean): void {
    if (this.#held !== undefined) blocks.push(this.#toBlock(this.#held, isLast));
    this.#held = undefined;
  }

  #toBlock(body: BlockBody, isLast: boolean): Block {
    return { source: this.#source, ...body, isLast, layout: 'lines' };
  }
}

function checkWholeNumber(name: string, value: number, { min, max }: { min: number; max: number }): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw new InvalidOptionError(
    `${name} must be a whole number from ${String(min)} to ${String(max)}; it is ${String(value)}.`,
  );
}
