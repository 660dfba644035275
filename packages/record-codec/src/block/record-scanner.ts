import type { RecordLayout } from './block.js';
import type { CsvDelimiter } from './csv-row.js';
import type { TextEncoding } from './text-encoding.js';

/** Finds record ends in a stream of bytes. It keeps state between calls, so it must see every byte exactly once, in order. */
export interface RecordScanner {
  /** Returns the index after the first record end in `bytes` between `start` and `end`, or -1. */
  nextEnd(bytes: Buffer, start: number, end: number): number;
  /** CSV only. */
  readonly quotes?: QuotedFields;
  /** CSV only: the object ends here, so a field that is still quoted is not closed. */
  endObject?(): void;
}

/** How to find the ends of records. */
export interface RecordScannerOptions {
  readonly layout: RecordLayout;
  /** Default: a comma. */
  readonly delimiter?: CsvDelimiter | undefined;
  /** Default: `utf-8`. */
  readonly encoding?: TextEncoding | undefined;
  /** Offset of the first byte in the object. At 0, a byte order mark may stand before the first field. */
  readonly offset: number;
  /** Longest quoted field that is not reported, in bytes. Default: no limit. */
  readonly maxQuotedFieldBytes?: number;
}

/** Where a quoted field starts that is not closed within the limit. */
export interface OpenQuote {
  /** Offset of the opening quote in the object, in bytes. */
  readonly offset: number;
  /** 0-based number of the record, counted from the first one that the scanner saw. */
  readonly recordIndex: number;
}

/** Watches the quoted fields of CSV, and remembers the first that is not closed within the limit. */
export class QuotedFields {
  /** Complete records so far. */
  recordCount = 0;
  /** The first field that is not closed within the limit. */
  unclosed: OpenQuote | undefined;
  /** Where the field that was opened last starts. */
  #openOffset = 0;
  #openRecordIndex = 0;
  readonly #maxBytes: number;

  constructor(maxBytes = Infinity) {
    this.#maxBytes = maxBytes;
  }

  opens(offset: number): void {
    this.#openOffset = offset;
    this.#openRecordIndex = this.recordCount;
  }

  /** The field that was opened last continues, or closes, before `offset`. */
  lasts(offset: number): void {
    if (offset - this.#openOffset > this.#maxBytes) this.isUnclosed();
  }

  /** The field that was opened last is not closed. */
  isUnclosed(): void {
    this.unclosed ??= { offset: this.#openOffset, recordIndex: this.#openRecordIndex };
  }
}
