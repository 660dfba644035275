import type { Block, BlockCompression } from '../block/block.js';
import { encodeBlock } from '../block/encode-block.js';
import { looksEncoded } from '../kpl/looks-encoded.js';
import { md5 } from '../kpl/md5.js';
import { formatPlainKey, plainMarkOf } from './plain-key.js';
import { rawRecords, removesTerminators, type RawRecord, type RecordTerminator } from './raw-records.js';
import { sourceDigest } from './source-digest.js';
import type { WireEntry } from './wire-entry.js';

/** How {@link plainEntries} sends the records of a block. */
export interface PlainEntriesOptions {
  /** Partition key of a reference and, if lanes are `shared`, of a record that is sent as a block; see {@link plainEntries}. */
  readonly blockKey: string;
  /**
   * `shared`: all records go to the shard of `blockKey`, and their lane is that key, so that they keep their order. `own`: the
   * partition key of each record selects its shard. A function: returns the partition key of a record, given without its
   * terminator and with its offset in the object, in bytes; the record then has no identity.
   */
  readonly lanes: 'shared' | 'own' | ((record: Uint8Array, offset: number) => string);
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
  const digest = sourceDigest(block.source);
  const ownMark = plainMarkOf(block);
  const shared = lanes === 'shared' ? { explicitHashKey: hashKeyOf(blockKey), lane: blockKey } : undefined;
  const removes = removesTerminators(block, terminator);
  for (const record of rawRecords(block)) {
    const { offset, lineNumber, byteLength: rawLength } = record;
    const data = removes ? record.content : record.bytes;
    const range = { offset, lineNumber, recordCount: 1, rawLength };
    if (looksEncoded(data)) {
      // Not the key of the block with `own`: where the block starts depends on where publishing did.
      const ownKey =
        typeof lanes === 'function'
          ? lanes(record.content, offset)
          : formatPlainKey({ sourceDigest: digest, offset });
      const partitionKey = lanes === 'shared' ? blockKey : ownKey;
      yield { partitionKey, data: encodeBlock(blockOf(block, record), { compression }), ...range };
    } else if (typeof lanes === 'function') {
      yield { partitionKey: lanes(record.content, offset), data, ...range };
    } else {
      const mark = removes ? removedMarks[rawLength - record.contentLength] : ownMark;
      const partitionKey = formatPlainKey({ sourceDigest: digest, offset, mark });
      yield { partitionKey, data, ...range, ...shared };
    }
  }
}

/** Makes a block of one record. The end of the object is stated by receipts, as for every plain record. */
function blockOf(block: Block, { offset, lineNumber, bytes }: RawRecord): Block {
  return { ...block, offset, lineNumber, recordCount: 1, rawLength: bytes.length, isLast: false, bytes };
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
