import type { CsvDelimiter, CsvHeader, Encoding, RecordLayout } from '@headwaters/pipeline-contract';

/** What the content of an object is, and how it is divided into blocks. */
export interface ContentSettings {
  /** Raw size of a cell, in bytes. A block holds the records that start in one cell. */
  readonly cellBytes: number;
  readonly layout: RecordLayout;
  readonly csvHeader: CsvHeader;
  readonly csvDelimiter: CsvDelimiter;
  readonly encoding: Encoding;
  /** Whether the bytes are published unchanged: nothing is unpacked, and neither compression nor encoding is detected. */
  readonly isBinary: boolean;
  /** Largest ratio of unpacked to packed bytes. */
  readonly maxExpansionRatio: number;
}
