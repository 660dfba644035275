import type { Block, BlockSource, RecordLayout } from '../block/block.js';
import { makeRecordScanner, type RecordScanner } from '../block/record-scanner.js';
import { asBuffer } from '../bytes/byte-views.js';
import { checkInteger } from '../checks.js';
import { InvalidOptionError } from '../errors.js';
import { defaultCellBytes, maxBlockRawBytes } from '../limits.js';
import { OpenBlock, type BlockBody } from './open-block.js';

const newline = 10;

/** How to split an object into blocks. */
export interface BlockSplitterOptions {
  readonly source: BlockSource;
  /** Raw size of a cell, in bytes, 1 to {@link maxBlockRawBytes}. Default: {@link defaultCellBytes}. */
  readonly cellBytes?: number;
  /** What a record is. Default: `lines`. */
  readonly layout?: RecordLayout;
  /**
   * Where to start, if not at the start of the object. `lineNumber` is the number of the first record after that point.
   *
   * - `cell` (layout `lines` only, because CSV quotes depend on all earlier bytes): push the object's bytes from
   *   `cell * cellBytes - 1` on; for cell 0, from 0 on.
   * - `offset`, which must be the start of a record: push the object's bytes from `offset` on.
   */
  readonly start?:
    | { readonly cell: number; readonly lineNumber: number }
    | { readonly offset: number; readonly lineNumber: number };
  /** Media type of the object; copied to every block. */
  readonly contentType?: string;
  /** Schema of the records; copied to every block. */
  readonly schemaId?: string;
  /** W3C `traceparent`; copied to every block. */
  readonly traceContext?: string;
  /**
   * CSV only: the header that every block repeats, so that it can be read alone. `first-row` takes the object's first row;
   * pass the bytes of that row when not starting at the start of the object.
   */
  readonly header?: 'first-row' | Uint8Array;
}

/**
 * Splits an object into blocks. Block boundaries depend on the object's bytes and `cellBytes` alone, not on how the bytes
 * are chunked or where splitting starts.
 *
 * The records that start in one cell form one block. If they exceed {@link maxBlockRawBytes}, the last record of the cell
 * becomes a block of its own; if that record alone exceeds it, a reference. Memory: about two blocks and the result of
 * `push`, regardless of the size of the object or its records.
 */
export class BlockSplitter {
  /** The fields that all blocks have in common. */
  readonly #sharedFields: Pick<Block, 'source' | 'layout' | 'contentType' | 'schemaId' | 'traceContext'>;
  readonly #usesFirstRowAsHeader: boolean;
  readonly #cellBytes: number;
  readonly #scanner: RecordScanner;
  readonly #open: OpenBlock;
  /** End of the open block's cell, exclusive. */
  #cellEnd = 0;
  /** Whether bytes are dropped until the end of a line that started in an earlier cell. */
  #isSkipping: boolean;
  /** A complete block, kept until the next byte or `end` shows whether it is the last. `#open` is empty then. */
  #pending: BlockBody | undefined;
  #header: Uint8Array | undefined;

  /** @throws {@link InvalidOptionError} if options are out of range or contradict each other. */
  constructor(options: BlockSplitterOptions) {
    const {
      cellBytes = defaultCellBytes,
      start = { cell: 0, lineNumber: 1 },
      layout = 'lines',
      header,
      ...fields
    } = options;
    checkInteger('cellBytes', cellBytes, 1, maxBlockRawBytes);
    checkStart(start, layout);
    checkHeader(header, { start, layout });
    this.#sharedFields = { ...fields, layout };
    this.#usesFirstRowAsHeader = header === 'first-row';
    this.#cellBytes = cellBytes;
    this.#scanner = makeRecordScanner(layout);
    this.#isSkipping = 'cell' in start && start.cell > 0;
    const position = 'cell' in start ? Math.max(start.cell * cellBytes - 1, 0) : start.offset;
    this.#open = new OpenBlock(position, start.lineNumber);
    this.#header = header === 'first-row' ? undefined : header;
  }

  /**
   * Adds the next bytes of the object, in chunks of any size.
   *
   * @param chunk - Copied; the caller may reuse its memory.
   * @returns The blocks completed by this chunk, in order.
   */
  push(chunk: Uint8Array): Block[] {
    const bytes = asBuffer(chunk);
    const blocks: Block[] = [];
    let index = this.#isSkipping ? this.#skipLine(bytes) : 0;
    while (index < bytes.length) {
      this.#flushPending(blocks, false);
      index = this.#isInsideCell()
        ? this.#addInsideCell(bytes, index)
        : this.#addLastRecord(bytes, index, blocks);
    }
    return blocks;
  }

  /**
   * Ends the object.
   *
   * @returns The remaining blocks, the last one with `isLast`. An empty object has none.
   */
  end(): Block[] {
    const blocks: Block[] = [];
    if (this.#open.length > 0) this.#pending = this.#open.finish();
    this.#flushPending(blocks, true);
    return blocks;
  }

  /** Drops bytes up to the first newline: the next line is the first that starts in the cell or after it. */
  #skipLine(bytes: Buffer): number {
    const newlineAt = bytes.indexOf(newline);
    this.#isSkipping = newlineAt < 0;
    const end = newlineAt < 0 ? bytes.length : newlineAt + 1;
    this.#open.moveTo(this.#open.position + end);
    return end;
  }

  /** Whether a record that ends with the next byte would be followed by another record of this cell. */
  #isInsideCell(): boolean {
    const { length, position } = this.#open;
    if (length === 0) this.#cellEnd = (Math.floor(position / this.#cellBytes) + 1) * this.#cellBytes;
    return position < this.#cellEnd - 1;
  }

  #addInsideCell(bytes: Buffer, start: number): number {
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
    if (count > 0) this.#open.addCompleteRecords(count, length + lastEnd - start);
    return end;
  }

  #addLastRecord(bytes: Buffer, start: number, blocks: Block[]): number {
    const recordEnd = this.#scanner.nextEnd(bytes, start, bytes.length);
    const end = recordEnd < 0 ? bytes.length : recordEnd;
    const earlier = this.#open.append(bytes, start, end);
    if (earlier !== undefined) blocks.push(this.#toBlock(earlier, false));
    if (recordEnd >= 0) this.#pending = this.#open.finish();
    return end;
  }

  #flushPending(blocks: Block[], isLast: boolean): void {
    if (this.#pending !== undefined) blocks.push(this.#toBlock(this.#pending, isLast));
    this.#pending = undefined;
  }

  #toBlock(body: BlockBody, isLast: boolean): Block {
    const header = this.#headerFor(body);
    return { ...this.#sharedFields, ...body, isLast, ...(header !== undefined && { header }) };
  }

  /** The first row of the object is the first row of the first block. */
  #headerFor({ bytes }: BlockBody): Uint8Array | undefined {
    if (this.#usesFirstRowAsHeader && this.#header === undefined) {
      const end = makeRecordScanner('csv').nextEnd(asBuffer(bytes), 0, bytes.length);
      this.#header = Buffer.from(bytes.subarray(0, end < 0 ? bytes.length : end));
    }
    return this.#header;
  }
}

type Start = NonNullable<BlockSplitterOptions['start']>;

function checkStart(start: Start, layout: RecordLayout): void {
  checkInteger('start.lineNumber', start.lineNumber, 1);
  if ('offset' in start) checkInteger('start.offset', start.offset, 0);
  else checkInteger(`start.cell of layout ${layout}`, start.cell, 0, layout === 'lines' ? undefined : 0);
}

function checkHeader(
  header: BlockSplitterOptions['header'],
  { start, layout }: { start: Start; layout: RecordLayout },
): void {
  if (header !== undefined && layout !== 'csv')
    throw new InvalidOptionError(`A header requires layout csv; it is ${layout}.`);
  const isAtStart = ('cell' in start ? start.cell : start.offset) === 0;
  if (header === 'first-row' && !isAtStart) {
    throw new InvalidOptionError(
      "header 'first-row' requires the start of the object; pass the bytes of the first row instead.",
    );
  }
}
