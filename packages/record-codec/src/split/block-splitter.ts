import type { Block, BlockSource, RecordLayout } from '../block/block.js';
import { type RecordScanner, recordScanner } from '../block/record-scanner.js';
import { asBuffer } from '../bytes/byte-views.js';
import { checkWholeNumber } from '../checks.js';
import { InvalidOptionError } from '../errors.js';
import { defaultCellBytes, maxBlockRawBytes } from '../limits.js';
import { type BlockBody, OpenBlock } from './open-block.js';

const newline = 10;

/** How to cut an object. */
export interface BlockSplitterOptions {
  readonly source: BlockSource;
  /** Raw size of a cell in bytes, 1 to maxBlockRawBytes. Default: defaultCellBytes. */
  readonly cellBytes?: number;
  /** What a record is: a line (the default), a row of CSV that may hold newlines between quotes, or the whole object. */
  readonly layout?: RecordLayout;
  /**
   * Where to begin, if not at the object's start; `lineNumber` is that of the first record from there on. `cell` (lines
   * only: it takes all bytes before to know which newlines of CSV are quoted): push the bytes from
   * `cell * cellBytes - 1` on, for cell 0 from 0. `offset`, where a record starts: push the bytes from there on.
   */
  readonly start?:
    | { readonly cell: number; readonly lineNumber: number }
    | { readonly offset: number; readonly lineNumber: number };
  /** Media type of the object, repeated in each block. */
  readonly contentType?: string;
  /** Schema of the records, repeated in each block. */
  readonly schemaId?: string;
  /** W3C `traceparent`, repeated in each block. */
  readonly traceContext?: string;
  /** CSV: what each block repeats as its `header`, so that it can be read alone. `first-row`, or its bytes when resuming. */
  readonly header?: 'first-row' | Uint8Array;
}

/**
 * Cuts an object's records into blocks. Boundaries depend on the object's bytes and `cellBytes` alone: neither on how the
 * bytes arrive nor on where it begins.
 *
 * The records that start in one cell make one block. If that would exceed maxBlockRawBytes, the cell's last record becomes
 * a block of its own; if that record alone exceeds it, a reference. Memory: about two blocks and what `push` returns,
 * whatever the size of the object or of its records.
 */
export class BlockSplitter {
  /** What all blocks have in common. */
  readonly #described: Pick<Block, 'source' | 'layout' | 'contentType' | 'schemaId' | 'traceContext'>;
  readonly #repeatsFirstRow: boolean;
  readonly #cellBytes: number;
  readonly #scanner: RecordScanner;
  readonly #open: OpenBlock;
  /** First byte after the cell that the open block belongs to. */
  #cellEnd = 0;
  /** Dropping the rest of a line that started in an earlier cell. */
  #isSkipping: boolean;
  /** Complete, but only the next byte or the end tells whether it is the last. */
  #held: BlockBody | undefined;
  #header: Uint8Array | undefined;

  /** @throws {@link InvalidOptionError} if options are out of range or don't fit together. */
  constructor(options: BlockSplitterOptions) {
    const {
      cellBytes = defaultCellBytes,
      start = { cell: 0, lineNumber: 1 },
      layout = 'lines',
      header,
      ...described
    } = options;
    checkSplitterOptions({ cellBytes, start, layout, header });
    this.#described = { ...described, layout };
    this.#repeatsFirstRow = header === 'first-row';
    this.#cellBytes = cellBytes;
    this.#scanner = recordScanner(layout);
    this.#isSkipping = 'cell' in start && start.cell > 0;
    const position = 'cell' in start ? Math.max(start.cell * cellBytes - 1, 0) : start.offset;
    this.#open = new OpenBlock(position, start.lineNumber);
    this.#header = header === 'first-row' ? undefined : header;
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
      index = this.#isInsideCell()
        ? this.#addInside(bytes, index)
        : this.#addLastRecord(bytes, index, blocks);
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

  /** Whether a record that ends with the next byte would be followed by one that belongs to this cell too. */
  #isInsideCell(): boolean {
    const { length, position } = this.#open;
    if (length === 0) this.#cellEnd = (Math.floor(position / this.#cellBytes) + 1) * this.#cellBytes;
    return position < this.#cellEnd - 1;
  }

  #addInside(bytes: Buffer, start: number): number {
    const end = Math.min(start + this.#cellEnd - 1 - this.#open.position, bytes.length);
    const { length } = this.#open;
    let count = 0;
    let lastEnd = start;
    const nextEnd = (from: number) => this.#scanner.nextEnd(bytes, from, end);
    for (let recordEnd = nextEnd(start); recordEnd >= 0; recordEnd = nextEnd(recordEnd)) {
      count++;
      lastEnd = recordEnd;
    }
    this.#open.append(bytes, start, end);
    if (count > 0) this.#open.noteEnds(count, length + lastEnd - start);
    return end;
  }

  #addLastRecord(bytes: Buffer, start: number, blocks: Block[]): number {
    const recordEnd = this.#scanner.nextEnd(bytes, start, bytes.length);
    const end = recordEnd < 0 ? bytes.length : recordEnd;
    const earlier = this.#open.append(bytes, start, end);
    if (earlier !== undefined) blocks.push(this.#toBlock(earlier, false));
    if (recordEnd >= 0) this.#hold(this.#open.finish(), blocks);
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
    const header = this.#headerFor(body);
    return { ...this.#described, ...body, isLast, ...(header !== undefined && { header }) };
  }

  /** The first row of the object is that of its first block. */
  #headerFor({ bytes }: BlockBody): Uint8Array | undefined {
    if (this.#repeatsFirstRow && this.#header === undefined) {
      const end = recordScanner('csv').nextEnd(asBuffer(bytes), 0, bytes.length);
      this.#header = Buffer.from(bytes.subarray(0, end < 0 ? bytes.length : end));
    }
    return this.#header;
  }
}

type Checked = Required<Pick<BlockSplitterOptions, 'cellBytes' | 'start' | 'layout'>> & {
  readonly header: BlockSplitterOptions['header'] | undefined;
};

/** @throws {@link InvalidOptionError} if options are out of range or don't fit together. */
function checkSplitterOptions({ cellBytes, start, layout, header }: Checked): void {
  const isAtStart = ('cell' in start ? start.cell : start.offset) === 0;
  checkWholeNumber('cellBytes', cellBytes, 1, maxBlockRawBytes);
  checkWholeNumber('start.lineNumber', start.lineNumber, 1);
  if ('cell' in start)
    checkWholeNumber(`start.cell of ${layout}`, start.cell, 0, layout === 'lines' ? undefined : 0);
  else checkWholeNumber('start.offset', start.offset, 0);
  if (header !== undefined && layout !== 'csv') throw new InvalidOptionError('Only CSV has a header.');
  if (header === 'first-row' && !isAtStart) {
    throw new InvalidOptionError(
      'Pass the bytes of the header when not at the start: the first row is not seen.',
    );
  }
}
