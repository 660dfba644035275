import type { Block } from '../block/block.js';
import type { BlockRecord } from '../block/block-record.js';
import { blockRecords } from '../block/block-records.js';
import type { BlockCompression } from '../block/compression.js';
import { decodeBlock } from '../block/decode-block.js';
import { readGzipEnvelope } from '../block/read-gzip-envelope.js';
import { readZstdEnvelope } from '../block/read-zstd-envelope.js';
import { asBuffer } from '../bytes/as-buffer.js';
import { maxBlockRawBytes } from '../limits.js';

/** A record that was a block. */
export interface DecodedBlock {
  readonly profile: 'block';
  readonly block: Block;
  readonly compression: BlockCompression;
  /** Walks the block's records, lazily; again on each call. None for a reference. */
  records(): Iterable<BlockRecord>;
}

/** A record that says nothing about itself: its data as it is. */
export interface DecodedPlain {
  readonly profile: 'plain';
  readonly bytes: Uint8Array;
}

/** What {@link decodeRecord} makes of a record, told apart by `profile`. */
export type DecodedRecord = DecodedBlock | DecodedPlain;

/**
 * Decodes the data of one Kinesis record, recognised by its own bytes. Format: FORMAT.md.
 *
 * @param data - The record's data (not base64). Not modified; a plain record shares its memory.
 * @param options.maxRawBytes - Largest body accepted, in bytes, checked before allocation. Default: maxBlockRawBytes.
 * @throws {@link CorruptRecordError} if a block is damaged. Quarantine it; never retry.
 * @throws {@link LimitExceededError} if a block declares more than maxRawBytes.
 * @throws {@link UnsupportedFormatError} if a block is newer than this package.
 * @throws {@link ZstdUnavailableError} if a block needs zstd where the running Node has none.
 */
export function decodeRecord(data: Uint8Array, options: { maxRawBytes?: number } = {}): DecodedRecord {
  const bytes = asBuffer(data);
  const envelope = readGzipEnvelope(bytes) ?? readZstdEnvelope(bytes);
  if (envelope === undefined) return { profile: 'plain', bytes: data };
  const block = decodeBlock(envelope, options.maxRawBytes ?? maxBlockRawBytes);
  const compression = compressionOf(envelope.compression, envelope.payload[0] ?? 0);
  return { profile: 'block', block, compression, records: () => blockRecords(block) };
}

/** RFC 1951, 3.2.3: bits 1 and 2 of a deflate block are its kind; 0 is stored. */
function compressionOf(profile: 'zstd' | 'gzip', firstByte: number): BlockCompression {
  if (profile === 'zstd') return 'zstd';
  return (firstByte & 6) === 0 ? 'none' : 'gzip';
}
