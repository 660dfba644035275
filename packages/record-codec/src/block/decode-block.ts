import { checkBytes } from '../checks/check-bytes.js';
import { CorruptRecordError } from '../errors/corrupt-record-error.js';
import { nodeZlib } from '../runtime/node-zlib.js';
import type { Block } from './block.js';
import type { BlockEnvelope } from './block-envelope.js';
import { gzipTrailerBytes } from './block-layout.js';
import { decompressGzipPayload } from './decompress-gzip-payload.js';
import { decompressZstdPayload } from './decompress-zstd-payload.js';
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
  const bytes = decompress(envelope, bodyLength);
  const bodyCrc32 = nodeZlib().crc32(bytes);
  if (!described.isReference && bodyCrc32 !== rangeCrc32) {
    throw new CorruptRecordError('The checksum of a block differs.');
  }
  checkTrailer(envelope, bodyCrc32);
  return described.isReference
    ? { ...described, referenceCrc32: rangeCrc32, bytes }
    : { ...described, bytes };
}

function decompress({ compression, payload }: BlockEnvelope, bodyLength: number): Buffer {
  return compression === 'zstd'
    ? decompressZstdPayload(payload, bodyLength)
    : decompressGzipPayload(payload, bodyLength);
}

/** What we accept, `gunzip` must accept too: a consumer may archive the record as it is. */
function checkTrailer({ compression, payload }: BlockEnvelope, bodyCrc32: number): void {
  if (compression === 'gzip' && payload.readUInt32LE(payload.length - gzipTrailerBytes) !== bodyCrc32) {
    throw new CorruptRecordError('The checksum in the gzip trailer of a block differs.');
  }
}
