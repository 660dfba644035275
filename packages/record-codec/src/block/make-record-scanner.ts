import { CsvScanner } from './csv-scanner.js';
import type { RecordScanner, RecordScannerOptions } from './record-scanner.js';
import { Utf16Scanner } from './utf16-scanner.js';

const newline = 10;

/** Makes a scanner whose first byte is the start of a record. */
export function makeRecordScanner(options: RecordScannerOptions): RecordScanner {
  const { layout, encoding = 'utf-8' } = options;
  if (layout === 'whole') return wholeScanner;
  if (encoding !== 'utf-8') return new Utf16Scanner({ ...options, encoding });
  return layout === 'csv' ? new CsvScanner(options) : lineScanner;
}

const lineScanner: RecordScanner = {
  nextEnd(bytes, start, end) {
    const newlineAt = bytes.indexOf(newline, start);
    return newlineAt < 0 || newlineAt >= end ? -1 : newlineAt + 1;
  },
};

const wholeScanner: RecordScanner = { nextEnd: () => -1 };
