import { CorruptRecordError } from '../errors/corrupt-record-error.js';
import { ZstdUnavailableError } from '../errors/zstd-unavailable-error.js';
import { nodeZlib } from '../runtime/node-zlib.js';
import type { BlockEnvelope } from './block-envelope.js';
import { gzipTrailerBytes } from './block-layout.js';
import { zstdIsAvailable } from './zstd-is-available.js';

/** RFC 8878, 3.1.1.1.2: a decoder should support windows of 8 MiB. A larger one would only cost memory. */
const maxWindowLog = 23;

/**
 * Decompresses a payload to exactly `rawLength` bytes. zstd itself checks its checksum; that of gzip is the caller's matter.
 *
 * @throws {@link CorruptRecordError} if it is damaged or of another length. Node 22 takes a zstd frame cut short without a
 * word, so the length must be compared.
 * @throws {@link ZstdUnavailableError} where zstd is needed and the running Node has none.
 */
export function decompressPayload({ compression, payload }: BlockEnvelope, rawLength: number): Buffer {
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
