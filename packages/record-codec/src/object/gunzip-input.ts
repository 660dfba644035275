import type { Gunzip } from 'node:zlib';
import { CorruptInputError } from '../errors.js';
import { nodeZlib } from '../node-zlib.js';

/** The bytes of an object, in chunks of any size. */
export type ByteChunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Length of the gzip magic, in bytes: what {@link isGzip} needs. */
export const gzipMagicBytes = 2;

/** gzip itself reaches a ratio of 1,032. */
const defaultMaxRatio = 200;

/** The ratio of output to input is not limited below this output, in bytes. */
const unlimitedOutputBytes = 1 << 20;

/**
 * Returns whether an object is gzip, by its first two bytes (`1F 8B`), regardless of its name and media type.
 *
 * Source: RFC 1952, section 2.3.1.
 *
 * @param head - The first two bytes of the object, or more. With fewer bytes the result is false.
 */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * Gunzips an object if it is gzip (one member or several), else returns its bytes unchanged. See {@link isGzip}. Streams:
 * memory is bounded.
 *
 * @param chunks - The object, from its first byte.
 * @param options.maxRatio - How many times larger the output may be than the input read so far; output up to 1 MiB is always
 * allowed. Default: 200.
 * @throws {@link CorruptInputError} if the gzip data is corrupt, truncated, followed by other bytes or expands more than
 * `maxRatio` times. Errors of `chunks` are passed through.
 */
export async function* gunzipInput(
  chunks: ByteChunks,
  options: { maxRatio?: number } = {},
): AsyncGenerator<Uint8Array, void> {
  let byteCount = 0;
  const source = (async function* () {
    for await (const chunk of chunks) {
      byteCount += chunk.length;
      yield chunk;
    }
  })();
  const head: Uint8Array[] = [];
  while (byteCount < gzipMagicBytes) {
    const next = await source.next();
    if (next.done === true) break;
    head.push(next.value);
  }
  const input = prependChunks(head, source);
  if (!isGzip(Buffer.concat(head))) return yield* input;
  const { pipeline } = process.getBuiltinModule('node:stream');
  const gunzip = pipeline(input, nodeZlib().createGunzip(), ignoreError);
  yield* limitExpansion(gunzip, options.maxRatio ?? defaultMaxRatio);
  if (gunzip.bytesWritten < byteCount)
    throw new CorruptInputError('Other bytes follow the gzip data', gunzip.bytesWritten);
}

/** Yields the chunks in `head`, then the rest of the source they came from. Closes the source in any case. */
async function* prependChunks(head: Uint8Array[], source: AsyncGenerator<Uint8Array, void>) {
  try {
    yield* head;
    yield* source;
  } finally {
    await source.return();
  }
}

/** `pipeline` requires a callback; the reader of its last stream gets the same error. */
function ignoreError(): void {
  return;
}

async function* limitExpansion(gunzip: Gunzip, maxRatio: number): AsyncGenerator<Uint8Array, void> {
  let outputBytes = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      outputBytes += chunk.length;
      if (outputBytes > unlimitedOutputBytes + maxRatio * gunzip.bytesWritten)
        throw new CorruptInputError(`The gzip data expands more than ${maxRatio} times`, gunzip.bytesWritten);
      yield chunk;
    }
  } catch (cause) {
    if (!isZlibError(cause)) throw cause;
    throw new CorruptInputError(`The gzip data is corrupt (${cause.message})`, gunzip.bytesWritten, {
      cause,
    });
  }
}

/** Compares the code, not the class: the error may come from another realm. */
function isZlibError(thrown: unknown): thrown is Error {
  return String((thrown as { code?: unknown } | undefined)?.code).startsWith('Z_');
}
