import { littleEndian } from '../bytes/little-endian.js';
import { checkBytes } from '../checks/check-bytes.js';
import { CorruptRecordError } from '../errors/corrupt-record-error.js';
import { nodeZlib } from '../runtime/node-zlib.js';
import type { Block } from './block.js';
import type { BlockEnvelope } from './block-envelope.js';
import { gzipTrailerBytes } from './block-layout.js';
import { decompressPayload } from './decompress-payload.js';
import { readMetadata } from './read-metadata.js';

/**
 * Decodes a block that was taken apart: sizes first, then bytes, then their checksum.
 *
 * @param maxRawBytes - Largest body accepted, checked before allocation.
 * @throws {@link CorruptRecordError}, {@link LimitExceededError}, {@link UnsupportedFormatError},
 * {@link ZstdUnavailableError}
 */
export function decodeBlock(envelope: BlockEnvelope, maxRawBytes: number): Block {
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
