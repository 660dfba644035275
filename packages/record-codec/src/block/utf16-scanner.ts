import { csvState, nextCsvState, type CsvState } from './csv-row.js';
import { QuotedFields, type RecordScanner, type RecordScannerOptions } from './record-scanner.js';
import { byteOrderMark, type Utf16Encoding } from './text-encoding.js';

const newline = 10;
const quote = 34;

/**
 * Finds the ends of lines or CSV rows in UTF-16: a newline is the code unit U+000A, two bytes at an even offset of the object.
 * Bytes 0A of other characters are content.
 */
export class Utf16Scanner implements RecordScanner {
  readonly quotes: QuotedFields;
  #state: CsvState = csvState.fieldStart;
  /** Offset of the next code unit in the object. */
  #offset: number;
  /** The first byte of a code unit whose second byte has not been seen. */
  #half: number | undefined;
  /** Undefined for lines. */
  readonly #delimiter: number | undefined;
  readonly #isLittleEndian: boolean;

  constructor(options: RecordScannerOptions & { readonly encoding: Utf16Encoding }) {
    const { layout, delimiter = ',', offset, encoding, maxQuotedFieldBytes } = options;
    this.quotes = new QuotedFields(maxQuotedFieldBytes);
    this.#offset = offset;
    this.#delimiter = layout === 'csv' ? delimiter.charCodeAt(0) : undefined;
    this.#isLittleEndian = encoding === 'utf-16le';
  }

  nextEnd(bytes: Buffer, start: number, end: number): number {
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (this.#half === undefined) this.#half = byte;
      else {
        const unit = this.#isLittleEndian ? this.#half | (byte << 8) : (this.#half << 8) | byte;
        this.#half = undefined;
        if (this.#isRecordEnd(unit)) return at + 1;
      }
    }
    if (this.#state === csvState.quoted) this.quotes.lasts(this.#offset);
    return -1;
  }

  endObject(): void {
    if (this.#state === csvState.quoted) this.quotes.isUnclosed();
  }

  #isRecordEnd(unit: number): boolean {
    const offset = this.#offset;
    this.#offset += 2;
    if (offset === 0 && unit === byteOrderMark) return false;
    const isEnd = unit === newline && this.#state !== csvState.quoted;
    if (this.#delimiter !== undefined) this.#addCsvUnit(unit, offset, this.#delimiter);
    if (isEnd) this.quotes.recordCount++;
    return isEnd;
  }

  #addCsvUnit(unit: number, offset: number, delimiter: number): void {
    const state = this.#state;
    this.#state = nextCsvState(state, unit, delimiter);
    if (unit !== quote) return;
    if (state === csvState.fieldStart) this.quotes.opens(offset);
    else if (state === csvState.quoted) this.quotes.lasts(offset);
  }
}
