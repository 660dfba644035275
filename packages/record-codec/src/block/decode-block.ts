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

/** RFC 8878, 3.1.1.1.2: decoders should support windows up to 8 MiB. A larger window only costs memory. */
const maxWindowLog = 23;

/** A Kinesis record that is a block. */
export interface DecodedBlock {
  readonly profile: 'block';
  readonly block: Block;
  readonly compression: BlockCompression;
  /** Iterates over the block's records, lazily; each call starts again. A reference has none. */
  records(): Iterable<BlockRecord>;
}

/**
 * Decodes data that may be a block.
 *
 * @param options.maxRawBytes - Largest body accepted, in bytes, checked before allocation.
 * @returns undefined if it is not a block.
 * @throws {@link CorruptRecordError}, {@link LimitExceededError}, {@link UnsupportedFormatError} or
 * {@link ZstdUnavailableError}, as `decodeRecord` does.
 */
export function decodeBlockData(bytes: Buffer, options: { maxRawBytes?: number }): DecodedBlock | undefined {
  const envelope = readGzipEnvelope(bytes) ?? readZstdEnvelope(bytes);
  if (envelope === undefined) return undefined;
  const block = decodeEnvelope(envelope, options.maxRawBytes ?? maxFramedBodyBytes);
  const compression = compressionOf(envelope);
  return { profile: 'block', block, compression, records: () => blockRecords(block) };
}

/** RFC 1951, 3.2.3: bits 1 and 2 of a deflate block are its type; type 0 is stored. */
function compressionOf({ compression, payload }: BlockEnvelope): BlockCompression {
  if (compression === 'zstd') return 'zstd';
  return (payload.readUInt8() & 6) === 0 ? 'none' : 'gzip';
}

/** Checks the declared length first, then decompresses, then compares length and checksums. */
function decodeEnvelope(envelope: BlockEnvelope, maxRawBytes: number): Block {
  const { crc32, ...fields } = readMetadata(envelope.metadata);
  const bodyLength = fields.isReference ? 0 : fields.rawLength;
  checkBytes(
    'declared body of a block',
    bodyLength,
    maxRawBytes,
    'Raise maxRawBytes if you trust the sender.',
  );
  const bytes = decompress(envelope, bodyLength);
  if (envelope.compression === 'gzip')
    checkGzip(envelope.payload, bytes, fields.isReference ? undefined : crc32);
  return fields.isReference ? { ...fields, referenceCrc32: crc32, bytes } : { ...fields, bytes };
}

/**
 * Checks what raw deflate does not. (zstd compares a checksum of the same size over the same bytes as it decompresses.) The
 * trailer is checked too, because consumers may archive the data unchanged and `gunzip` must accept it.
 */
function checkGzip(payload: Buffer, body: Buffer, expectedCrc32: number | undefined): void {
  const bodyCrc32 = nodeZlib().crc32(body);
  if (expectedCrc32 !== undefined && bodyCrc32 !== expectedCrc32) {
    throw new CorruptRecordError('The body of a block does not match its checksum.');
  }
  const trailer = Buffer.concat([littleEndian(bodyCrc32, 4), littleEndian(body.length, 4)]);
  if (trailer.equals(payload.subarray(-gzipTrailerBytes))) return;
  throw new CorruptRecordError('The body of a block does not match its gzip trailer.');
}

/**
 * Decompresses a payload to exactly `rawLength` bytes. The length is compared because Node.js 22 accepts a truncated zstd
 * frame without an error.
 *
 * @throws {@link CorruptRecordError} if the payload is damaged or has another length.
 * @throws {@link ZstdUnavailableError} if the payload is zstd and the running Node.js does not support it.
 */
function decompress({ compression, payload }: BlockEnvelope, rawLength: number): Buffer {
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
    throw new CorruptRecordError(`The ${compression} data of a block is damaged.`, { cause });
  }
  if (bytes.length === rawLength) return bytes;
  throw new CorruptRecordError(
    `A ${compression} block declares ${rawLength} bytes but contains ${bytes.length}.`,
  );
}
