import type { RecordLayout } from './block.js';

/** Finds where records end. Shown every byte once, in order; what lies between calls is remembered. */
export interface RecordScanner {
  /** @returns The index after the first record end in `bytes` from `start` to `end`, or -1. */
  nextEnd(bytes: Buffer, start: number, end: number): number;
}

const newline = 10;
const quote = 34;

/** Makes a scanner that stands at the start of a record. */
export function recordScanner(layout: RecordLayout): RecordScanner {
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

/** RFC 4180: a newline between quotes belongs to its field. A doubled quote closes and opens again, which changes nothing. */
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
