import { blockRecords } from '../block/block-records.js';
import type { Block, BlockLayout, BlockPart, BlockSource, HeaderReference } from '../block/block.js';
import type { CsvDelimiter } from '../block/csv-row.js';
import type { Utf16Encoding } from '../block/text-encoding.js';
import type { DecodedRecord } from '../record/decode-record.js';
import { kplBlock } from './kpl-block.js';
import { parsePlainKey, type PlainKey } from './plain-key.js';
import { rawRecords } from './raw-records.js';
import { sourceDigest } from './source-digest.js';
import { contentLengthOf, terminators } from './terminator-runs.js';

/** A record of a {@link CarriedBlock}. */
export interface CarriedRecord {
  /** `bucket/key@versionId#offset`; of a plain record, `sourceDigest#offset`. */
  readonly id: string;
  /** The record without its line terminator. Shares memory with the Kinesis record. */
  readonly bytes: Uint8Array;
  /** Offset of the record's first byte in the (unpacked) object, in bytes. */
  readonly offset: number;
  /** 1-based number of the record in the object. Undefined for a plain record. */
  readonly lineNumber: number | undefined;
}

/** The range of an object that one Kinesis record carries, in any wire profile. */
export interface CarriedBlock {
  readonly wire: 'block' | 'kpl' | 'plain';
  /** Undefined for `plain`, whose records name their object by its digest only. */
  readonly source: BlockSource | undefined;
  /** See `sourceDigest`. */
  readonly sourceDigest: string;
  /** Offset of the first byte of the first record in the (unpacked) object, in bytes. */
  readonly offset: number;
  /** Length of the range, in bytes; of a part, as `Block.rawLength`. Use `blockRange` for the range. */
  readonly rawLength: number;
  readonly recordCount: number;
  /** Whether the range ends at the end of the object. Always false for `plain`: the producer's receipts state the end. */
  readonly isLast: boolean;
  /** Whether it is a reference: one record too large to send. */
  readonly isReference: boolean;
  /** Set on a part of a regrouped range. */
  readonly part?: BlockPart;
  readonly layout?: BlockLayout;
  readonly contentType?: string;
  readonly schemaId?: string;
  readonly traceContext?: string;
  /** CSV only: the first row of the object, if every block repeats it. Undefined for `plain`. */
  readonly header?: Uint8Array;
  /** CSV only: stands for a first row that is too long to repeat. See `resolveHeader`. Undefined for `plain`. */
  readonly headerReference?: HeaderReference;
  /** CSV only: what separates the fields, if not a comma. Undefined for `plain`. */
  readonly delimiter?: CsvDelimiter;
  /** Set if the text is UTF-16. */
  readonly encoding?: Utf16Encoding;
  /** 1-based number of the first record in the object. Undefined for `plain`. */
  readonly lineNumber: number | undefined;
  /** The block that is carried, for `encodeBlock` and `resolveReference`; undefined for `plain`. */
  readonly block?: Block;
  /** The block, if it is a reference. See `resolveReference`. */
  readonly reference?: Block;
  /** Returns the bytes of the range, with terminators; of a part, its records joined; of a reference, none. */
  bytes(): Uint8Array;
  /** Iterates over the records, in order, lazily. A reference has none. */
  records(): Iterable<CarriedRecord>;
}

/**
 * Returns the range of an object that a decoded Kinesis record carries.
 *
 * @param partitionKey - Partition key of the Kinesis record.
 * @returns undefined for a record of another program, a KPL aggregate whose identity does not match its records, and a plain
 * record whose partition key is the value of a field.
 */
export function carriedBlock(decoded: DecodedRecord, partitionKey: string): CarriedBlock | undefined {
  if (decoded.profile === 'block') return carriedByBlock('block', decoded.block);
  if (decoded.profile === 'kpl') {
    const block = kplBlock(decoded);
    return block === undefined ? undefined : carriedByBlock('kpl', block);
  }
  const key = decoded.resembles === undefined ? parsePlainKey(partitionKey) : undefined;
  return key === undefined ? undefined : carriedByPlain(decoded.bytes, key);
}

function carriedByBlock(wire: 'block' | 'kpl', block: Block): CarriedBlock {
  let digest: string | undefined;
  return {
    ...block,
    wire,
    // Computed on demand: most readers need only the source.
    get sourceDigest() {
      return (digest ??= sourceDigest(block.source));
    },
    block,
    ...(block.isReference && { reference: block }),
    bytes: () => bytesOf(block),
    records: () => blockRecords(block),
  };
}

function bytesOf(block: Block): Uint8Array {
  if (block.layout !== 'framed') return block.bytes;
  return Buffer.concat(Array.from(rawRecords(block), (record) => record.bytes));
}

function carriedByPlain(data: Uint8Array, { sourceDigest, offset, mark }: PlainKey): CarriedBlock {
  const removed = mark === 'lf' || mark === 'crlf' ? terminators[mark === 'lf' ? 1 : 2] : terminators[0];
  const isWhole = mark?.startsWith('whole') === true;
  const encoding = (['utf-16le', 'utf-16be'] as const).find((each) => mark?.endsWith(each) === true);
  const keepsAll = isWhole || removed.length > 0;
  const content = () => (keepsAll ? data : data.subarray(0, contentLengthOf(data, encoding)));
  return {
    wire: 'plain',
    source: undefined,
    sourceDigest,
    offset,
    lineNumber: undefined,
    rawLength: data.length + removed.length,
    recordCount: 1,
    isLast: false,
    isReference: false,
    ...(isWhole && { layout: 'whole' }),
    ...(encoding !== undefined && { encoding }),
    bytes: () => (removed.length > 0 ? Buffer.concat([data, removed]) : data),
    records: () => [{ id: `${sourceDigest}#${offset}`, bytes: content(), offset, lineNumber: undefined }],
  };
}
