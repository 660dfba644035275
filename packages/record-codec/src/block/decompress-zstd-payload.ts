import { CorruptRecordError } from '../errors/corrupt-record-error.js';
import { ZstdUnavailableError } from '../errors/zstd-unavailable-error.js';
import { nodeZlib } from '../runtime/node-zlib.js';
import { zstdIsAvailable } from './zstd-is-available.js';

/** RFC 8878, 3.1.1.1.2: a decoder should support windows of 8 MiB. A larger one would only cost memory. */
const maxWindowLog = 23;

/**
 * Decompresses a zstd frame to exactly `rawLength` bytes; zstd itself checks its checksum.
 *
 * @throws {@link CorruptRecordError} if it is damaged or of another length. Node 22 takes a frame cut short without a
 * word, so the length must be compared.
 * @throws {@link ZstdUnavailableError} where the running Node has no zstd.
 */
export function decompressZstdPayload(payload: Buffer, rawLength: number): Buffer {
  if (!zstdIsAvailable()) throw new ZstdUnavailableError();
  const bytes = decompress(payload, rawLength);
  if (bytes.length === rawLength) return bytes;
  throw new CorruptRecordError(
    `A zstd block declares ${String(rawLength)} bytes and holds ${String(bytes.length)}.`,
  );
}

function decompress(payload: Buffer, rawLength: number): Buffer {
  const zlib = nodeZlib();
  try {
    return zlib.zstdDecompressSync(payload, {
      chunkSize: rawLength + 64,
      maxOutputLength: Math.max(rawLength, 1),
      params: { [zlib.constants.ZSTD_d_windowLogMax]: maxWindowLog },
    });
  } catch (cause) {
    throw new CorruptRecordError('The zstd frame of a block is damaged.', { cause });
  }
}
