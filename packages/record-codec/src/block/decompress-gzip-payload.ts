import { CorruptRecordError } from '../errors/corrupt-record-error.js';
import { nodeZlib } from '../runtime/node-zlib.js';
import { gzipTrailerBytes } from './block-layout.js';

/**
 * Inflates deflate and its trailer to exactly `rawLength` bytes. The caller compares the CRC-32 in the trailer.
 *
 * @throws {@link CorruptRecordError} if it is damaged or of another length.
 */
export function decompressGzipPayload(payload: Buffer, rawLength: number): Buffer {
  const trailerOffset = payload.length - gzipTrailerBytes;
  const bytes = inflate(payload.subarray(0, trailerOffset), rawLength);
  if (bytes.length !== rawLength || payload.readUInt32LE(trailerOffset + 4) !== rawLength) {
    throw new CorruptRecordError(
      `A gzip block declares ${String(rawLength)} bytes and holds ${String(bytes.length)}.`,
    );
  }
  return bytes;
}

function inflate(deflated: Buffer, rawLength: number): Buffer {
  try {
    return nodeZlib().inflateRawSync(deflated, {
      chunkSize: rawLength + 64,
      maxOutputLength: Math.max(rawLength, 1),
    });
  } catch (cause) {
    throw new CorruptRecordError('The deflated bytes of a block are damaged.', { cause });
  }
}
