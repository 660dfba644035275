import type { Block, BlockCompression } from '../block/block.js';
import { encodeBlock } from '../block/encode-block.js';
import { looksEncoded } from '../kpl/looks-encoded.js';
import { md5 } from '../kpl/md5.js';
import { formatPlainKey, type PlainMark } from './plain-key.js';
import { rawRecords, removesTerminators, type RawRecord, type RecordTerminator } from './raw-records.js';
import { sourceDigest } from './source-digest.js';
import type { WireEntry } from './wire-entry.js';

/** How {@link plainEntries} sends the records of a block. */
export interface PlainEntriesOptions {
  /** Partition key of what can't be a plain record; see {@link plainEntries}. */
  readonly blockKey: string;
  /**
   * `shared`: all records go to the shard of `blockKey`, and their lane is that key, so that they keep their order. `own`: the
   * partition key of each record selects its shard. A function: returns the partition key of a record, given without its
   * terminator; the record then has no identity.
   */
  readonly lanes: 'shared' | 'own' | ((record: Uint8Array) => string);
  /** Default: `keep`. */
  readonly terminator?: RecordTerminator;
  /** Of what is sent as a block. Default: `auto`. */
  readonly compression?: 'auto' | BlockCompression;
}

/**
 * Sends each record of a block as one Kinesis record, lazily. Its data is the record, unchanged or without its terminator; its
 * partition key states its object and offset: see `parsePlainKey`.
 *
 * Sent as a block: a reference, and a record whose bytes could be mistaken for a block or an aggregate.
 *
 * @param block - Not framed.
 */
export function* plainEntries(block: Block, options: PlainEntriesOptions): Generator<WireEntry, void> {
  const { blockKey, lanes, terminator = 'keep', compression = 'auto' } = options;
  if (block.isReference) {
    const { offset, lineNumber, recordCount, rawLength } = block;
    const data = encodeBlock(block, { compression });
    yield { partitionKey: blockKey, data, offset, lineNumber, recordCount, rawLength };
    return;
  }
  const keys = new EntryKeys(block, options);
  const removes = removesTerminators(block, terminator);
  for (const record of rawRecords(block)) {
    const { offset, lineNumber, bytes, contentLength } = record;
    const range = { offset, lineNumber, recordCount: 1, rawLength: bytes.length };
    const data = removes ? bytes.subarray(0, contentLength) : bytes;
    if (looksEncoded(data)) {
      const partitionKey = typeof lanes === 'function' ? lanes(bytes.subarray(0, contentLength)) : blockKey;
      yield { ...range, partitionKey, data: encodeBlock(blockOf(block, record), { compression }) };
    } else yield { ...range, ...keys.of(record, removes), data };
  }
}

/** Makes a block of one record. The end of the object is stated by receipts, as for every plain record. */
function blockOf(block: Block, { offset, lineNumber, bytes }: RawRecord): Block {
  return { ...block, offset, lineNumber, recordCount: 1, rawLength: bytes.length, isLast: false, bytes };
}

/** The keys of a block's entries. */
class EntryKeys {
  readonly #digest: string;
  readonly #mark: PlainMark | undefined;
  readonly #lanes: PlainEntriesOptions['lanes'];
  readonly #shared: { readonly explicitHashKey: string; readonly lane: string } | undefined;

  constructor(block: Block, { lanes, blockKey }: PlainEntriesOptions) {
    this.#digest = sourceDigest(block.source);
    this.#mark = block.layout === 'whole' ? 'whole' : block.encoding;
    this.#lanes = lanes;
    if (lanes === 'shared') this.#shared = { explicitHashKey: hashKeyOf(blockKey), lane: blockKey };
  }

  of({ offset, bytes, contentLength }: RawRecord, removes: boolean) {
    if (typeof this.#lanes === 'function')
      return { partitionKey: this.#lanes(bytes.subarray(0, contentLength)) };
    const mark = removes ? removedMarks[bytes.length - contentLength] : this.#mark;
    const key = { sourceDigest: this.#digest, offset };
    const partitionKey = formatPlainKey(mark === undefined ? key : { ...key, mark });
    return this.#shared === undefined ? { partitionKey } : { partitionKey, ...this.#shared };
  }
}

/** By the length of the terminator, in bytes. */
const removedMarks = [undefined, 'lf', 'crlf'] as const;

/**
 * Returns the hash by which Kinesis maps a partition key to a shard, in decimal digits.
 *
 * Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecordsRequestEntry.html
 */
function hashKeyOf(partitionKey: string): string {
  return BigInt(`0x${md5(Buffer.from(partitionKey)).toString('hex')}`).toString();
}
