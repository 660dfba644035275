import { ChunkReader, type ByteChunks } from './chunk-reader.js';
import { isGzip, isZstd, packedHeadBytes } from './container.js';
import { defaultMaxRatio, gunzip } from './gunzip-input.js';
import { unzstd } from './unzstd.js';

/**
 * Unpacks an object if it is gzip (see {@link gunzipInput}) or zstd (one frame or several), else returns its bytes unchanged.
 * See {@link isGzip} and {@link isZstd}. Streams: memory is bounded; zstd data needs up to 128 MiB for its window, as it does
 * with `zstd -d`.
 *
 * @param chunks - The object, from its first byte.
 * @param options.maxRatio - How many times larger the output may be than the input read so far; output up to 1 MiB is always
 * allowed. Default: 500.
 * @throws {@link CorruptInputError} if the data is corrupt, truncated, followed by other bytes or expands more than `maxRatio`
 * times. Errors of `chunks` are passed through.
 * @throws {@link ZstdUnavailableError} if the object is zstd and the running Node.js does not support it.
 */
export async function* unpackInput(
  chunks: ByteChunks,
  options: { maxRatio?: number } = {},
): AsyncGenerator<Uint8Array, void> {
  const reader = new ChunkReader(chunks);
  const { maxRatio = defaultMaxRatio } = options;
  try {
    const head = await reader.peek(packedHeadBytes);
    if (isGzip(head)) yield* gunzip(reader, maxRatio);
    else if (isZstd(head)) yield* unzstd(reader, maxRatio);
    else yield* reader.rest();
  } finally {
    await reader.close();
  }
}

/** Returns whether {@link unpackInput} unpacks an object that starts with these bytes. */
export function isPacked(head: Uint8Array): boolean {
  return isGzip(head) || isZstd(head);
}
