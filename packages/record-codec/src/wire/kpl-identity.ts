import { readMetadata, writeMetadata } from '../block/block-metadata.js';
import type { Block } from '../block/block.js';
import { headerRoomBytes } from '../block/csv-header.js';
import { ByteReader } from '../bytes/byte-reader.js';
import { ByteWriter } from '../bytes/byte-writer.js';
import { nodeZlib } from '../node-zlib.js';
import { removesTerminators, type RawRecord, type RecordTerminator } from './raw-records.js';
import { readTerminatorRuns, writeTerminatorRuns } from './terminator-runs.js';

/*
 * FORMAT.md, "KPL aggregates with an identity". The value of the tag is the base64 of:
 *
 * b  metadata, as in a block     b: bytes after their length as a varint
 * b  terminators: runs of removed terminators; empty if they are kept
 * b  positions: of a part, two varints a record: the differences of offset and line number; else empty
 */

/** What the tag of an aggregate says of the block that it carries. Not compared with the aggregate's records yet. */
export interface KplIdentity {
  readonly metadata: ReturnType<typeof readMetadata>;
  /** The terminator of each record; undefined if the records have theirs. */
  readonly terminators: readonly Uint8Array[] | undefined;
  /** Of a part: two numbers a record, the differences of offset and line number to the record before. */
  readonly positions: ByteReader;
}

/** Returns the value of the tag. */
export function writeIdentity(
  block: Block,
  records: readonly RawRecord[],
  terminator: RecordTerminator,
): string {
  const crc32 = nodeZlib().crc32(block.bytes);
  return identityOf(writeMetadata({ ...block, crc32 }), block, { records, terminator }).toString('base64');
}

function identityOf(
  metadata: Buffer,
  block: Block,
  { records, terminator }: { records: readonly RawRecord[]; terminator: RecordTerminator },
): Buffer {
  const writer = new ByteWriter();
  writer.lengthPrefixed(metadata);
  const lengths = records.map(({ byteLength, contentLength }) => byteLength - contentLength);
  writer.lengthPrefixed(
    removesTerminators(block, terminator) ? writeTerminatorRuns(lengths) : Buffer.alloc(0),
  );
  writer.lengthPrefixed(block.part === undefined ? Buffer.alloc(0) : writePositions(block, records));
  return writer.written();
}

/** More than the overhead of deflate data in one field, in bytes. */
const maxDeflateOverheadBytes = 64;

/**
 * Returns an upper bound of the length of the value, in characters. It depends on the raw length of a deflated header, so that
 * boundaries do not depend on the version of a compressor.
 */
export function maxIdentityLength(
  block: Block,
  records: readonly RawRecord[],
  terminator: RecordTerminator,
): number {
  const { header, ...rest } = block;
  const isDeflated = header !== undefined && headerRoomBytes(block) > 0;
  const metadata = writeMetadata({ ...(isDeflated ? rest : block), crc32: 0 });
  const headerBytes = isDeflated ? header.length + maxDeflateOverheadBytes : 0;
  return base64Length(identityOf(metadata, block, { records, terminator }).length + headerBytes);
}

/** Length of base64 with padding. */
function base64Length(byteCount: number): number {
  return 4 * Math.ceil(byteCount / 3);
}

function writePositions(block: Block, records: readonly RawRecord[]): Buffer {
  const writer = new ByteWriter();
  let { offset, lineNumber } = block;
  for (const record of records) {
    writer.varint(record.offset - offset);
    writer.varint(record.lineNumber - lineNumber);
    ({ offset, lineNumber } = record);
  }
  return writer.written();
}

/**
 * Reads the value of the tag of an aggregate with `recordCount` records.
 *
 * @returns undefined if the value is damaged, belongs to another aggregate, or is of a later version.
 */
export function readIdentity(value: string, recordCount: number): KplIdentity | undefined {
  try {
    const reader = new ByteReader(Buffer.from(value, 'base64'));
    const metadata = readMetadata(reader.lengthPrefixed());
    const runs = reader.lengthPrefixed();
    const positions = new ByteReader(reader.lengthPrefixed());
    if (!reader.isAtEnd || metadata.isReference || metadata.recordCount !== recordCount) return undefined;
    if (runs.length === 0) return { metadata, terminators: undefined, positions };
    const terminators = readTerminatorRuns(runs, recordCount);
    return terminators === undefined ? undefined : { metadata, terminators, positions };
  } catch {
    return undefined;
  }
}
