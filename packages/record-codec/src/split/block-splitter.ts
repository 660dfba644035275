import type { Block, HeaderReference } from '../block/block.js';
import { headerReferenceTo, headerRoomBytes } from '../block/csv-header.js';
import { makeRecordScanner } from '../block/make-record-scanner.js';
import type { RecordScanner } from '../block/record-scanner.js';
import { asBuffer } from '../bytes/byte-views.js';
import { defaultCellBytes, defaultMaxQuotedFieldBytes, maxBlockRawBytes, maxHeaderBytes } from '../limits.js';
import { OpenBlock, type BlockBody } from './open-block.js';
import {
  checkOptions,
  sharedFieldsOf,
  type BlockSplitterOptions,
  type SharedFields,
} from './splitter-options.js';

const newline = 10;

/** A quote that opens a field which is not closed within `maxQuotedFieldBytes`, or not at all. */
export interface UnclosedQuote {
  /** Offset of the quote in the object, in bytes. */
  readonly offset: number;
  /** 1-based number of its record in the object. */
  readonly lineNumber: number;
}

/**
 * Splits an object into blocks. Block boundaries depend on the object's bytes and `cellBytes` alone, not on how the bytes
 * are chunked or where splitting starts.
 *
 * The records that start in one cell form one block. If they exceed {@link maxBlockRawBytes}, the last record of the cell
 * becomes a block of its own; if that record alone exceeds it, a reference. In an object whose blocks repeat a header above
 * {@link maxPlainHeaderBytes}, the limit is lower by the length of the header. Memory: about two blocks and the result of
 * `push`, regardless of the size of the object or its records.
 */
export class BlockSplitter {
  /** The fields that all blocks have in common. */
  readonly #sharedFields: SharedFields;
  readonly #cellBytes: number;
  readonly #firstLineNumber: number;
  readonly #scanner: RecordScanner;
  readonly #open: OpenBlock;
  /** End of the open block's cell, exclusive. */
  #cellEnd = 0;
  /** Whether bytes are dropped until the end of a line that started in an earlier cell. */
  #isSkipping: boolean;
  /** A complete block, kept until the next byte or `end` shows whether it is the last. `#open` is empty then. */
  #pending: BlockBody | undefined;
  /** Whether the next record is the header. */
  #isHeaderNext: boolean;
  #header: Uint8Array | undefined;
  #headerReference: HeaderReference | undefined;

  /** @throws {@link InvalidOptionError} if options are out of range or contradict each other. */
  constructor(options: BlockSplitterOptions) {
    const {
      cellBytes = defaultCellBytes,
      start = { cell: 0, lineNumber: 1 },
      layout = 'lines',
      header,
    } = options;
    checkOptions(options, { cellBytes, start, layout });
    this.#sharedFields = sharedFieldsOf(options, layout);
    this.#cellBytes = cellBytes;
    this.#firstLineNumber = start.lineNumber;
    this.#isSkipping = 'cell' in start && start.cell > 0;
    const position = 'cell' in start ? Math.max(start.cell * cellBytes - 1, 0) : start.offset;
    const { delimiter, encoding, maxQuotedFieldBytes = defaultMaxQuotedFieldBytes } = options;
    this.#scanner = makeRecordScanner({ layout, delimiter, encoding, maxQuotedFieldBytes, offset: position });
    this.#open = new OpenBlock(position, start.lineNumber);
    this.#isHeaderNext = header === 'first-row';
    if (header === undefined || header === 'first-row') return;
    if ('crc32' in header) this.#headerReference = header;
    else this.#setHeader(header);
  }

  /**
   * CSV only: the first quote that opens a field which is not closed within `maxQuotedFieldBytes` or, after {@link end}, by the
   * end of the object. All rows up to the closing quote are one record, so the quote is probably a typing error. It does not
   * change the blocks. Known after the `push` that exceeds the limit.
   */
  get unclosedQuote(): UnclosedQuote | undefined {
    const quote = this.#scanner.quotes?.unclosed;
    if (quote === undefined) return undefined;
    return { offset: quote.offset, lineNumber: this.#firstLineNumber + quote.recordIndex };
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
    this.#scanner.endObject?.();
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
      if (this.#isHeaderNext) this.#takeHeader(bytes, start, recordEnd);
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
    if (recordEnd >= 0 && this.#isHeaderNext) this.#takeHeader(bytes, start, end);
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
    if (this.#isHeaderNext) this.#takeHeaderOf(body);
    const [header, headerReference] = [this.#header, this.#headerReference];
    return {
      ...this.#sharedFields,
      ...body,
      isLast,
      ...(header !== undefined && { header }),
      ...(headerReference !== undefined && { headerReference }),
    };
  }

  /** Takes the first row from the open block and from `bytes`, before they are added. One too long for a block is taken later. */
  #takeHeader(bytes: Buffer, start: number, end: number): void {
    if (this.#open.length + end - start > maxBlockRawBytes) return;
    this.#setHeader(Buffer.concat([this.#open.bytes, bytes.subarray(start, end)]));
  }

  /** Takes a first row without a newline, or one that is too long for a block. */
  #takeHeaderOf({ bytes, rawLength, referenceCrc32 }: BlockBody): void {
    if (referenceCrc32 === undefined) this.#setHeader(Buffer.from(bytes));
    else this.#headerReference = { length: rawLength, crc32: referenceCrc32 };
    this.#isHeaderNext = false;
  }

  /** Every block repeats a header of medium length, if a cell then still fits a block. */
  #setHeader(header: Uint8Array): void {
    this.#header = header;
    this.#isHeaderNext = false;
    const limit = maxBlockRawBytes - headerRoomBytes({ header });
    if (header.length > maxHeaderBytes || this.#cellBytes > limit)
      this.#headerReference = headerReferenceTo(header);
    else this.#open.limitTo(limit);
  }
}
