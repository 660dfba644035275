import type { Gunzip } from 'node:zlib';
import { CorruptInputError } from '../errors.js';
import { nodeZlib } from '../node-zlib.js';

/** How many bytes {@link isGzip} needs. */
export const gzipMagicBytes = 2;
/** Small inputs may swell as they like. */
const freeBytes = 1 << 20;

/**
 * Returns whether an object is gzip, by the first two bytes of its content (`1F 8B`), not by its name or media type.
 *
 * Source: RFC 1952, section 2.3.1.
 *
 * @param head - The object's first two bytes or more. Fewer are not gzip.
 */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * Passes an object's bytes on, gunzipped if they are gzip (of one member or more): known by the first two bytes, not by a
 * name. Streams: memory is bounded.
 *
 * @param chunks - The object, from its start.
 * @param options.maxRatio - How many times larger the output may be than the input read so far (beyond 1 MiB). gzip itself
 * can do 1,032. Default: 200.
 * @throws {@link CorruptInputError} if gzip is corrupt, cut short, followed by something else or swells above maxRatio; its
 * `offset` says how far the object was read. Errors of `chunks` pass through.
 */
export async function* gunzipInput(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
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
  const input = resumed(head, source);
  if (!isGzip(Buffer.concat(head))) return yield* input;
  const { pipeline } = process.getBuiltinModule('node:stream');
  const gunzip = pipeline(input, nodeZlib().createGunzip(), ignoreError);
  yield* boundedOutput(gunzip, options.maxRatio ?? 200);
  if (gunzip.bytesWritten < byteCount)
    throw new CorruptInputError('The gzip is followed by something else', gunzip.bytesWritten);
}

/** The first chunks, then the rest of what they were read from, which is closed in any case. */
async function* resumed(head: Uint8Array[], source: AsyncGenerator<Uint8Array, void>) {
  try {
    yield* head;
    yield* source;
  } finally {
    await source.return();
  }
}

/** Who reads the last stream of a pipeline gets the error too. */
function ignoreError(): void {
  return;
}

async function* boundedOutput(gunzip: Gunzip, maxRatio: number): AsyncGenerator<Uint8Array, void> {
  let outputBytes = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      outputBytes += chunk.length;
      if (outputBytes > freeBytes + maxRatio * gunzip.bytesWritten)
        throw new CorruptInputError(`The gzip swells more than ${maxRatio} times`, gunzip.bytesWritten);
      yield chunk;
    }
  } catch (cause) {
    if (!isZlibError(cause)) throw cause;
    throw new CorruptInputError(`The gzip is damaged (${cause.message})`, gunzip.bytesWritten, { cause });
  }
}

/** By code, not by class: the error may be of another realm. */
function isZlibError(thrown: unknown): thrown is Error {
  return String((thrown as { code?: unknown } | undefined)?.code).startsWith('Z_');
}
