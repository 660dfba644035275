import { csvState, nextCsvState, type CsvState } from './csv-row.js';
import { QuotedFields, type RecordScanner, type RecordScannerOptions } from './record-scanner.js';

const newline = 10;
const quote = 34;
const utf8Mark = Buffer.from('efbbbf', 'hex');

/** Finds the ends of CSV rows in UTF-8. A newline in a quoted field is content. */
export class CsvScanner implements RecordScanner {
  readonly quotes: QuotedFields;
  #state: CsvState = csvState.fieldStart;
  /** Offset of the next byte in the object. */
  #offset: number;
  readonly #delimiter: number;
  /** Where scanning goes on, and where the next quote is in those bytes. -1: not searched. */
  readonly #lookahead: { bytes: Buffer; from: number; quoteAt: number } = {
    bytes: utf8Mark,
    from: 0,
    quoteAt: -1,
  };

  constructor({ delimiter = ',', offset, maxQuotedFieldBytes }: RecordScannerOptions) {
    this.quotes = new QuotedFields(maxQuotedFieldBytes);
    this.#offset = offset;
    this.#delimiter = delimiter.charCodeAt(0);
  }

  nextEnd(bytes: Buffer, start: number, end: number): number {
    // The same buffer can hold other bytes now: then scanning does not go on where it ended.
    if (this.#lookahead.bytes !== bytes || this.#lookahead.from !== start) this.#lookahead.quoteAt = -1;
    const from = this.#skipMark(bytes, start, end);
    const recordEnd = this.#scan(bytes, from, end);
    const scannedEnd = recordEnd < 0 ? end : recordEnd;
    this.#offset += scannedEnd - from;
    this.#lookahead.bytes = bytes;
    this.#lookahead.from = scannedEnd;
    if (recordEnd >= 0) this.quotes.recordCount++;
    else if (this.#state === csvState.quoted) this.quotes.lasts(this.#offset);
    return recordEnd;
  }

  /** A byte order mark stands before the first field, so a quote after it opens that field. */
  #skipMark(bytes: Buffer, start: number, end: number): number {
    let at = start;
    while (at < end && this.#offset < utf8Mark.length && bytes[at] === utf8Mark[this.#offset]) {
      this.#offset++;
      at++;
    }
    return at;
  }

  #scan(bytes: Buffer, start: number, end: number): number {
    if (this.#state !== csvState.fieldStart && this.#state !== csvState.unquoted)
      return this.#scanQuoted(bytes, start, end);
    const newlineAt = bytes.indexOf(newline, start);
    const rowEnd = newlineAt < 0 || newlineAt >= end ? end : newlineAt + 1;
    if (this.#nextQuote(bytes, start) < rowEnd) return this.#scanQuoted(bytes, start, end);
    if (rowEnd > start) this.#state = this.#stateAfter(bytes[rowEnd - 1] ?? 0);
    return newlineAt >= 0 && newlineAt < end ? rowEnd : -1;
  }

  /** Most rows have no quotes: one search for the next quote serves all rows before it, unless the caller has new bytes. */
  #nextQuote(bytes: Buffer, start: number): number {
    const known = this.#lookahead.quoteAt;
    if (known >= start) return known;
    const found = bytes.indexOf(quote, start);
    return (this.#lookahead.quoteAt = found < 0 ? bytes.length : found);
  }

  /** Outside quoted fields, the last byte alone determines the state. */
  #stateAfter(byte: number): CsvState {
    return nextCsvState(csvState.unquoted, byte, this.#delimiter);
  }

  #scanQuoted(bytes: Buffer, start: number, end: number): number {
    let state = this.#state;
    let recordEnd = -1;
    for (let at = start; recordEnd < 0; at++) {
      at = this.#skipContent(bytes, { state, start: at, end });
      if (at >= end) break;
      const byte = bytes[at] ?? 0;
      if (byte === quote) this.#watch(state, this.#offset + at - start);
      else if (byte === newline && state !== csvState.quoted) recordEnd = at + 1;
      state = nextCsvState(state, byte, this.#delimiter);
    }
    this.#state = state;
    return recordEnd;
  }

  /** Returns the index of the next byte that can change the state, or `end`: tight loops, three times as fast as byte by byte. */
  #skipContent(
    bytes: Buffer,
    { state, start, end }: { state: CsvState; start: number; end: number },
  ): number {
    const delimiter = this.#delimiter;
    let at = start;
    if (state === csvState.quoted) while (at < end && bytes[at] !== quote) at++;
    if (state === csvState.unquoted)
      while (at < end && bytes[at] !== newline && bytes[at] !== delimiter) at++;
    return at;
  }

  endObject(): void {
    if (this.#state === csvState.quoted) this.quotes.isUnclosed();
  }

  #watch(state: CsvState, offset: number): void {
    if (state === csvState.fieldStart) this.quotes.opens(offset);
    else if (state === csvState.quoted) this.quotes.lasts(offset);
  }
}
