import type { Block, BlockCompression, BlockPart } from '../block/block.js';
import { encodeBlock } from '../block/encode-block.js';
import { ByteWriter } from '../bytes/byte-writer.js';
import { InvalidOptionError } from '../errors.js';
import { aggregateMessage, digestBytes } from '../kpl/aggregate-layout.js';
import { md5 } from '../kpl/md5.js';
import {
  aggregatedRecordBytes,
  emptyAggregateBytes,
  maxIdentityTagBytes,
  writeAggregate,
  writeIdentityTag,
} from '../kpl/write-aggregate.js';
import { maxKinesisRecordBytes } from '../limits.js';
import { maxIdentityLength, writeIdentity } from './kpl-identity.js';
import { rawRecords, removesTerminators, type RawRecord, type RecordTerminator } from './raw-records.js';
import type { WireEntry } from './wire-entry.js';

/** Longest partition key, in bytes of UTF-8. Every aggregate has room for it, so boundaries do not depend on the key. */
const reservedKeyBytes = 256;

/**
 * Room for the index and count of a part, which grow when parts are numbered again: the largest varint of three bytes. A range has
 * fewer parts, because it has at most 1,040,000 records.
 */
const reservedPartNumber = 2 ** 21 - 1;

/** How {@link kplEntries} sends blocks. */
export interface KplEntriesOptions {
  /** Returns the partition key of a block or part: at most 256 bytes in UTF-8. */
  readonly partitionKeyOf: (block: Block) => string;
  /** Default: `keep`. */
  readonly terminator?: RecordTerminator;
  /** Of a block that can't be an aggregate. Default: `auto`. */
  readonly compression?: 'auto' | BlockCompression;
}

/** A block with its records, which are read once: a block of short lines has hundreds of thousands. */
interface BlockRecords {
  readonly block: Block;
  readonly records: readonly RawRecord[];
}

/**
 * Sends a block, or all parts of a regrouped one, as KPL aggregates: each line is one user record, all of them under the partition
 * key of the Kinesis record. A tag of the first user record, which other readers ignore, holds the identity of the aggregate.
 *
 * A block whose aggregate would exceed 1 MiB (many short lines) is halved, by its number of records, until each half fits.
 * A reference, and a record that does not fit together with its identity, is sent as a block. So the result depends on the
 * blocks and options alone.
 *
 * @param blocks - One block, or all parts of one, in order: parts are numbered again if one of them is halved.
 * @throws {@link InvalidOptionError} if a partition key exceeds 256 bytes in UTF-8.
 */
export function* kplEntries(
  blocks: readonly Block[],
  options: KplEntriesOptions,
): Generator<WireEntry, void> {
  const { terminator = 'keep', partitionKeyOf, compression } = options;
  const divided = blocks.flatMap((block) => halves({ block, records: [...rawRecords(block)] }, terminator));
  for (const { block, records } of renumbered(divided)) {
    const { offset, lineNumber, recordCount, rawLength } = block;
    const partitionKey = checkedKey(partitionKeyOf(block));
    const data =
      encodeAggregate({ block, records }, { partitionKey, terminator }) ??
      encodeBlock(block, compressionOption(compression));
    yield { partitionKey, data, offset, lineNumber, recordCount, rawLength };
  }
}

function checkedKey(partitionKey: string): string {
  const byteCount = Buffer.byteLength(partitionKey);
  if (byteCount <= reservedKeyBytes) return partitionKey;
  throw new InvalidOptionError(
    `The partition key has ${byteCount} bytes in UTF-8; kplEntries accepts at most ${reservedKeyBytes}. Use a shorter key, such as a hash of it.`,
  );
}

function compressionOption(compression: 'auto' | BlockCompression = 'auto') {
  return { compression };
}

/** Returns undefined if the block can't be an aggregate. */
function encodeAggregate(
  { block, records }: BlockRecords,
  { partitionKey, terminator }: { partitionKey: string; terminator: RecordTerminator },
): Uint8Array | undefined {
  const keyBytes = Buffer.from(partitionKey);
  const mayBeTooLarge = records.length === 1;
  if (records.length === 0) return undefined;
  if (mayBeTooLarge && aggregateBytes(block, records, terminator) > maxKinesisRecordBytes) return undefined;
  const list = dataOf(block, records, terminator);
  const firstTag = writeIdentityTag(writeIdentity(block, records, terminator));
  const totalBytes =
    emptyAggregateBytes(keyBytes.length) +
    list.reduce(
      (sum, { length }, index) => sum + aggregatedRecordBytes(length, index === 0 ? firstTag.length : 0),
      0,
    );
  const aggregate = writeAggregate(keyBytes, list, { totalBytes, firstTag });
  aggregate.set(md5(aggregateMessage(aggregate)), totalBytes - digestBytes);
  return aggregate;
}

/** Data of the user records. */
function dataOf(
  block: Block,
  records: readonly RawRecord[],
  terminator: RecordTerminator,
): readonly Uint8Array[] {
  return records.map(removesTerminators(block, terminator) ? ({ content }) => content : ({ bytes }) => bytes);
}

/** Size of the Kinesis record with a partition key of {@link reservedKeyBytes}, in bytes. */
function aggregateBytes(block: Block, records: readonly RawRecord[], terminator: RecordTerminator): number {
  const removes = removesTerminators(block, terminator);
  const lengthOf = ({ byteLength, contentLength }: RawRecord) => (removes ? contentLength : byteLength);
  const dataBytes = records.reduce((sum, record) => sum + aggregatedRecordBytes(lengthOf(record)), 0);
  const tagBytes = maxIdentityTagBytes(maxIdentityLength(withReservedNumbers(block), records, terminator));
  return reservedKeyBytes + emptyAggregateBytes(reservedKeyBytes) + dataBytes + tagBytes;
}

function withReservedNumbers(block: Block): Block {
  if (block.part === undefined) return block;
  return { ...block, part: { ...block.part, index: reservedPartNumber, count: reservedPartNumber } };
}

/** Halves a block until each half fits an aggregate. A single record is returned unchanged. */
function halves({ block, records }: BlockRecords, terminator: RecordTerminator): BlockRecords[] {
  if (records.length < 2 || aggregateBytes(block, records, terminator) <= maxKinesisRecordBytes)
    return [{ block, records }];
  const middle = Math.ceil(records.length / 2);
  const [first, second] = [records.slice(0, middle), records.slice(middle)];
  return [
    ...halves({ block: blockOf(block, first, false), records: first }, terminator),
    ...halves({ block: blockOf(block, second, block.isLast), records: second }, terminator),
  ];
}

function blockOf(block: Block, records: readonly RawRecord[], isLast: boolean): Block {
  const [{ offset, lineNumber } = block] = records;
  const bytes = block.part === undefined ? bytesOf(block, records) : framed(records, { offset, lineNumber });
  return {
    ...block,
    offset,
    lineNumber,
    recordCount: records.length,
    rawLength: bytes.length,
    isLast,
    bytes,
  };
}

/** The bytes of consecutive records. A view. */
function bytesOf({ offset, bytes }: Block, records: readonly RawRecord[]): Uint8Array {
  const [first, last] = [records[0], records.at(-1)];
  if (first === undefined || last === undefined) return bytes.subarray(0, 0);
  return bytes.subarray(first.offset - offset, last.offset + last.byteLength - offset);
}

function framed(records: readonly RawRecord[], first: { offset: number; lineNumber: number }): Buffer {
  const writer = new ByteWriter();
  let { offset, lineNumber } = first;
  for (const record of records) {
    writer.varint(record.offset - offset);
    writer.varint(record.lineNumber - lineNumber);
    writer.lengthPrefixed(record.bytes);
    ({ offset, lineNumber } = record);
  }
  return writer.written();
}

/** Numbers the parts of a range in the order of their first records, as `regroupBlock` does. */
function renumbered(divided: readonly BlockRecords[]): readonly BlockRecords[] {
  const count = divided.length;
  return divided.map(({ block, records }, index) => {
    if (block.part === undefined || block.part.count === count) return { block, records };
    const part: BlockPart = { ...block.part, index, count };
    return { block: { ...block, part }, records };
  });
}
