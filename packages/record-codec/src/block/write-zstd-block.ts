import { littleEndian } from '../bytes/little-endian.js';
import { magic, skippableMagic, zstdTrailerBytes } from './block-layout.js';
import { ZstdUnavailableError } from '../errors/zstd-unavailable-error.js';
import { nodeZlib } from '../runtime/node-zlib.js';
import { outputChunkBytes } from './output-chunk-bytes.js';
import { zstdIsAvailable } from './zstd-is-available.js';

/**
 * Frames a body as one zstd frame with a checksum, then the metadata in a skippable frame. (Before it, a skippable frame
 * makes Node's own zstd answer 0 bytes.)
 *
 * @throws {@link ZstdUnavailableError} where the running Node has no zstd.
 */
export function writeZstdBlock(bytes: Uint8Array, metadata: Buffer): Buffer {
  if (!zstdIsAvailable()) throw new ZstdUnavailableError();
  return Buffer.concat([
    compress(bytes),
    skippableMagic,
    littleEndian(metadata.length + zstdTrailerBytes, 4),
    metadata,
    littleEndian(metadata.length, 4),
    magic,
  ]);
}

function compress(bytes: Uint8Array): Buffer {
  const zlib = nodeZlib();
  const { ZSTD_c_compressionLevel, ZSTD_c_checksumFlag } = zlib.constants;
  return zlib.zstdCompressSync(bytes, {
    chunkSize: outputChunkBytes(bytes.length),
    params: { [ZSTD_c_compressionLevel]: 1, [ZSTD_c_checksumFlag]: 1 },
  });
}
