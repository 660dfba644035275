import type { DecodedBlock } from '../record/decoded-record.js';
import { maxFramedBodyBytes } from '../limits.js';
import { blockRecords } from './block-records.js';
import type { BlockCompression } from './compression.js';
import { decodeBlock } from './decode-block.js';
import { readGzipEnvelope } from './read-gzip-envelope.js';
import { readZstdEnvelope } from './read-zstd-envelope.js';

/**
 * Decodes data that may be a block.
 *
 * @returns undefined if it is something else.
 */
export function decodeBlockData(bytes: Buffer, options: { maxRawBytes?: number }): DecodedBlock | undefined {
  const envelope = readGzipEnvelope(bytes) ?? readZstdEnvelope(bytes);
  if (envelope === undefined) return undefined;
  const block = decodeBlock(envelope, options.maxRawBytes ?? maxFramedBodyBytes);
  const compression = compressionOf(envelope.compression, envelope.payload.readUInt8());
  return { profile: 'block', block, compression, records: () => blockRecords(block) };
}

/** RFC 1951, 3.2.3: bits 1 and 2 of a deflate block are its kind; 0 is stored. */
function compressionOf(profile: 'zstd' | 'gzip', firstByte: number): BlockCompression {
  if (profile === 'zstd') return 'zstd';
  return (firstByte & 6) === 0 ? 'none' : 'gzip';
}
