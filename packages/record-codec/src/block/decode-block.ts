import { littleEndian } from '../bytes/byte-writer.js';
import { checkBytes } from '../checks.js';
import { CorruptRecordError, ZstdUnavailableError } from '../errors.js';
import { maxFramedBodyBytes } from '../limits.js';
import { nodeZlib, zstdIsAvailable } from '../node-zlib.js';
import type { BlockEnvelope } from './block-framing.js';
import { readMetadata } from './block-metadata.js';
import { blockRecords, type BlockRecord } from './block-records.js';
import type { Block, BlockCompression } from './block.js';
import { gzipTrailerBytes, readGzipEnvelope } from './gzip-framing.js';
import { readZstdEnvelope } from './zstd-framing.js';

/** A Kinesis record that is a block. */
export interface DecodedBlock {
  readonly profile: 'block';
  readonly block: Block;
  readonly compression: BlockCompression;
  /** Iterates over the block's records, lazily, anew on each call. A reference has none. */
  records(): Iterable<BlockRecord>;
}

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

/**
 * Decodes a block that was taken apart: sizes first, then bytes, then their checksum.
 *
 * @param maxRawBytes - Largest body accepted, checked before allocation.
 * @throws {@link CorruptRecordError}, {@link LimitExceededError}, {@link UnsupportedFormatError},
 * {@link ZstdUnavailableError}
 */
function decodeBlock(envelope: BlockEnvelope, maxRawBytes: number): Block {
  const { crc32: rangeCrc32, ...described } = readMetadata(envelope.metadata);
  const bodyLength = described.isReference ? 0 : described.rawLength;
  checkBytes(
    'body that a block declares',
    bodyLength,
    maxRawBytes,
    'Raise maxRawBytes if you trust the sender.',
  );
  const bytes = decompressPayload(envelope, bodyLength);
  if (envelope.compression === 'gzip')
    checkGzip(envelope.payload, bytes, described.isReference ? undefined : rangeCrc32);
  return described.isReference
    ? { ...described, referenceCrc32: rangeCrc32, bytes }
    : { ...described, bytes };
}

/**
 * Deflate alone has no checksum. (zstd has: it compares its own, of the same bytes and as many bits, as it decompresses.)
 * What we accept, `gunzip` must accept too: a consumer may archive the record as it is.
 */
function checkGzip(payload: Buffer, body: Buffer, expectedCrc32: number | undefined): void {
  const bodyCrc32 = nodeZlib().crc32(body);
  if (expectedCrc32 !== undefined && bodyCrc32 !== expectedCrc32) {
    throw new CorruptRecordError('The checksum of a block differs.');
  }
  const trailer = Buffer.concat([littleEndian(bodyCrc32, 4), littleEndian(body.length, 4)]);
  if (trailer.equals(payload.subarray(-gzipTrailerBytes))) return;
  throw new CorruptRecordError('The checksum or the length in the gzip trailer of a block differs.');
}

/** RFC 8878, 3.1.1.1.2: a decoder should support windows of 8 MiB. A larger one would only cost memory. */
const maxWindowLog = 23;

/**
 * Decompresses a payload to exactly `rawLength` bytes. zstd itself checks its checksum; that of gzip is the caller's matter.
 *
 * @throws {@link CorruptRecordError} if it is damaged or of another length. Node 22 takes a zstd frame cut short without a
 * word, so the length must be compared.
 * @throws {@link ZstdUnavailableError} where zstd is needed and the running Node has none.
 */
function decompressPayload({ compression, payload }: BlockEnvelope, rawLength: number): Buffer {
  if (compression === 'zstd' && !zstdIsAvailable()) throw new ZstdUnavailableError();
  const zlib = nodeZlib();
  const options = { chunkSize: rawLength + 64, maxOutputLength: Math.max(rawLength, 1) };
  const params = { [zlib.constants.ZSTD_d_windowLogMax]: maxWindowLog };
  let bytes: Buffer;
  try {
    bytes =
      compression === 'zstd'
        ? zlib.zstdDecompressSync(payload, { ...options, params })
        : zlib.inflateRawSync(payload.subarray(0, -gzipTrailerBytes), options);
  } catch (cause) {
    throw new CorruptRecordError(`The ${compression} bytes of a block are damaged.`, { cause });
  }
  if (bytes.length === rawLength) return bytes;
  throw new CorruptRecordError(
    `A ${compression} block declares ${rawLength} bytes and holds ${bytes.length}.`,
  );
}
