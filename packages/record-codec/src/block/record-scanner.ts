import type { RecordLayout } from './block.js';

/** Finds record ends in a stream of bytes. It keeps state between calls, so it must see every byte exactly once, in order. */
export interface RecordScanner {
  /** Returns the index after the first record end in `bytes` between `start` and `end`, or -1. */
  nextEnd(bytes: Buffer, start: number, end: number): number;
}

const newline = 10;
const quote = 34;

/** Makes a scanner whose first byte is the start of a record. */
export function makeRecordScanner(layout: RecordLayout): RecordScanner {
  if (layout === 'lines') return lineScanner;
  return layout === 'csv' ? new CsvScanner() : wholeScanner;
}

const lineScanner: RecordScanner = {
  nextEnd(bytes, start, end) {
    const newlineAt = bytes.indexOf(newline, start);
    return newlineAt < 0 || newlineAt >= end ? -1 : newlineAt + 1;
  },
};

const wholeScanner: RecordScanner = { nextEnd: () => -1 };

/** RFC 4180: a newline between quotes is part of a field. A doubled quote closes and reopens the quotes: no net effect. */
class CsvScanner implements RecordScanner {
  #isQuoted = false;

  nextEnd(bytes: Buffer, start: number, end: number): number {
    let isQuoted = this.#isQuoted;
    let recordEnd = -1;
    for (let at = start; at < end && recordEnd < 0; at++) {
      const byte = bytes[at];
      if (byte === quote) isQuoted = !isQuoted;
      else if (byte === newline && !isQuoted) recordEnd = at + 1;
    }
    this.#isQuoted = isQuoted;
    return recordEnd;
  }
}
