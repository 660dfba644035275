import type { CsvDelimiter } from './csv-row.js';
import type { Utf16Encoding } from './text-encoding.js';

/** Where a block's bytes come from: one version of one S3 object. */
export interface BlockSource {
  readonly bucket: string;
  /** The object key, decoded (S3 event notifications URL-encode it). */
  readonly key: string;
  /** Absent if the bucket is not versioned. */
  readonly versionId?: string;
}

/** What a record of an object is: a line (`lines`), a CSV row, which may hold quoted newlines (`csv`), or the object (`whole`). */
export type RecordLayout = 'lines' | 'csv' | 'whole';

/**
 * How a block's bytes divide into records: as the object does or, in a block made by `regroupBlock`, `framed`: each record
 * follows its own offset, line number and length.
 */
export type BlockLayout = RecordLayout | 'framed';

/** How a block's bytes are compressed. `none` is a gzip member with stored deflate blocks: gzip tools read it. */
export type BlockCompression = 'zstd' | 'gzip' | 'none';

/** Which records of a byte range a framed block holds: those of one slot. See `regroupBlock`. */
export interface BlockPart {
  /** The slot that the keys of these records hash to. */
  readonly slot: number;
  /** 0-based position among the parts of the range. The range is complete when parts 0 to `count - 1` have arrived. */
  readonly index: number;
  /** Number of parts of the range. */
  readonly count: number;
  /** Start of the range in the object, in bytes. */
  readonly rangeOffset: number;
  /** Length of the range, in bytes. */
  readonly rangeLength: number;
}

/** Names the first row of an object, which starts at offset 0. */
export interface HeaderReference {
  /** With its terminator, in bytes. */
  readonly length: number;
  readonly crc32: number;
}

/** A byte range of an object (unpacked if the object is gzip or zstd): the complete records that start in one cell. */
export interface Block {
  readonly source: BlockSource;
  /** Offset of the first byte in the (unpacked) object, in bytes. */
  readonly offset: number;
  /** 1-based number of the first record in the object. */
  readonly lineNumber: number;
  readonly recordCount: number;
  /** Length of the byte range; of a framed block, length of `bytes`. */
  readonly rawLength: number;
  /** Whether the block ends at the end of the object. */
  readonly isLast: boolean;
  /** Whether the block is a reference: one record too large to send. `bytes` is empty; read the range from the source. */
  readonly isReference: boolean;
  /** CRC-32 of the referenced range. Set on a reference only. */
  readonly referenceCrc32?: number;
  /** Default: `lines`. */
  readonly layout?: BlockLayout;
  /** Media type of the object, e.g. `text/csv`. */
  readonly contentType?: string;
  /** Identifies the schema of the records, in a registry that producer and consumer agree on. */
  readonly schemaId?: string;
  /** W3C `traceparent` of the run that made the block. */
  readonly traceContext?: string;
  /** CSV only: what separates the fields. Default: a comma. */
  readonly delimiter?: CsvDelimiter;
  /** How the text is encoded. Default: UTF-8, or bytes that are not text. */
  readonly encoding?: Utf16Encoding;
  /** CSV only: the first row of the object, if the block was made with it. */
  readonly header?: Uint8Array;
  /**
   * CSV only: stands for a first row that is too long for every block to repeat. A decoded block then has no `header`: read it
   * with `resolveHeader`.
   */
  readonly headerReference?: HeaderReference;
  /** Set on a framed block only. */
  readonly part?: BlockPart;
  /** The records, unchanged, with their line terminators. Empty for a reference. */
  readonly bytes: Uint8Array;
}

/**
 * Returns the permanent id of a block, or of a record given its own offset: `bucket/key@versionId#offset`. Every retry
 * produces the same ids, so a consumer finds duplicates by comparing ids. Without a version, the part between `@` and `#` is
 * empty.
 */
export function blockId({ source, offset }: { source: BlockSource; offset: number }): string {
  return `${source.bucket}/${source.key}@${source.versionId ?? ''}#${offset}`;
}

/** A byte range of an object (unpacked if the object is gzip or zstd), in bytes. */
export interface ByteRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * Returns the byte range of the object that a block covers: for a reference, the range it refers to; for a framed block,
 * the range that was regrouped. An object is complete when these ranges cover it and every part of each range has arrived.
 */
export function blockRange({
  offset,
  rawLength,
  part,
}: Pick<Block, 'offset' | 'rawLength' | 'part'>): ByteRange {
  const start = part?.rangeOffset ?? offset;
  return { start, end: start + (part?.rangeLength ?? rawLength) };
}
