/** Where a block's bytes come from: one version of one object. */
export interface BlockSource {
  readonly bucket: string;
  /** The object's key as S3 knows it (decoded, not as an event spells it). */
  readonly key: string;
  /** Absent where the bucket keeps no versions. */
  readonly versionId?: string;
}

/** What a record of an object is: a line (`lines`), a CSV row, whose quoted newlines belong to it (`csv`), or the object (`whole`). */
export type RecordLayout = 'lines' | 'csv' | 'whole';

/**
 * How a block's bytes divide into records: as the object does, or `framed`: each record follows its own offset, line number
 * and length, because the block holds selected records of its range.
 */
export type BlockLayout = RecordLayout | 'framed';

/** Which of a range's records a framed block holds: those of one slot. */
export interface BlockPart {
  /** The records' keys were hashed to this slot: its partition key, so to say. */
  readonly slot: number;
  /** The range is complete when all parts, 0 to `count - 1`, are there. */
  readonly index: number;
  readonly count: number;
  /** The range of the object that was divided. */
  readonly rangeOffset: number;
  readonly rangeLength: number;
}

/** The whole records that start in one cell of an object: a byte range, and what is needed to place it. */
export interface Block {
  readonly source: BlockSource;
  /** Of its first byte in the (gunzipped) object, in bytes. */
  readonly offset: number;
  /** 1-based number of its first record in the object. */
  readonly lineNumber: number;
  readonly recordCount: number;
  /** Bytes of the range. For a reference: the bytes it stands for. Framed: of `bytes`. */
  readonly rawLength: number;
  /** The block ends where the object ends. */
  readonly isLast: boolean;
  /** One record too large to travel: `bytes` is empty, the range must be read from the source. */
  readonly isReference: boolean;
  /** CRC-32 of the range that a reference stands for; absent on a block that carries its bytes. */
  readonly referenceCrc32?: number;
  /** Default: `lines`. */
  readonly layout?: BlockLayout;
  /** Media type of the object, e.g. `text/csv`. */
  readonly contentType?: string;
  /** Names the schema of the records, in whatever registry both sides agreed on. */
  readonly schemaId?: string;
  /** W3C `traceparent` of the run that made the block. */
  readonly traceContext?: string;
  /** CSV: the object's first row, if blocks repeat it. */
  readonly header?: Uint8Array;
  /** Set on a framed block. */
  readonly part?: BlockPart;
  /** Whole records, byte for byte as the object has them, terminators included. Empty for a reference. */
  readonly bytes: Uint8Array;
}

/** Bytes `start` to `end` of an object (gunzipped if the object is gzip), `end` exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Returns the byte range of the object that a block covers: of a reference the range it stands for, of a framed block the
 * range that was divided. An object is complete when the ranges of its blocks cover it and no part of a range is missing.
 */
export function blockRange({
  offset,
  rawLength,
  part,
}: Pick<Block, 'offset' | 'rawLength' | 'part'>): ByteRange {
  const start = part?.rangeOffset ?? offset;
  return { start, end: start + (part?.rangeLength ?? rawLength) };
}

/** How a block's bytes are compressed. `none` is a gzip member of stored bytes: it reads like `gzip`. */
export type BlockCompression = 'zstd' | 'gzip' | 'none';

/**
 * Names a block, or a record by its own offset, for ever: `bucket/key@versionId#offset`. Every retry makes the same names,
 * so to find duplicates is set membership. Without a version the part between `@` and `#` is empty.
 */
export function blockId({ source, offset }: { source: BlockSource; offset: number }): string {
  return `${source.bucket}/${source.key}@${source.versionId ?? ''}#${offset}`;
}
