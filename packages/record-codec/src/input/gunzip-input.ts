import type { Gunzip } from 'node:zlib';
import { CorruptInputError } from '../errors/corrupt-input-error.js';
import { nodeZlib } from '../runtime/node-zlib.js';

const gzipMagic = Buffer.from('1f8b', 'hex');
/** Small inputs may swell as they like. */
const freeBytes = 1 << 20;

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
  const input = new CountedInput(chunks);
  const head = await input.head(gzipMagic.length);
  if (!head.equals(gzipMagic)) {
    yield* input;
    return;
  }
  const gunzip = nodeZlib().createGunzip();
  const readable = process.getBuiltinModule('node:stream').Readable.from(input, { objectMode: false });
  readable.once('error', (error) => gunzip.destroy(error));
  try {
    yield* boundedOutput(readable.pipe(gunzip), options.maxRatio ?? 200);
  } catch (cause) {
    throw isZlibError(cause)
      ? new CorruptInputError(`The gzip is damaged (${cause.message})`, gunzip.bytesWritten, { cause })
      : cause;
  } finally {
    readable.destroy();
    gunzip.destroy();
  }
  if (gunzip.bytesWritten < input.byteCount) {
    throw new CorruptInputError('The gzip is followed by something else', gunzip.bytesWritten);
  }
}

async function* boundedOutput(gunzip: Gunzip, maxRatio: number): AsyncGenerator<Uint8Array, void> {
  let outputBytes = 0;
  for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
    outputBytes += chunk.length;
    if (outputBytes > freeBytes + maxRatio * gunzip.bytesWritten) {
      throw new CorruptInputError(`The gzip swells more than ${String(maxRatio)} times`, gunzip.bytesWritten);
    }
    yield chunk;
  }
}

/** By code, not by class: the error may be of another realm. */
function isZlibError(thrown: unknown): thrown is NodeJS.ErrnoException {
  return (
    typeof thrown === 'object' && thrown !== null && 'code' in thrown && String(thrown.code).startsWith('Z_')
  );
}

/** The object's chunks, of which the first bytes can be looked at. */
class CountedInput implements AsyncIterable<Uint8Array> {
  byteCount = 0;
  readonly #chunks: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  #head: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
    this.#chunks =
      Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  }

  /** The first `length` bytes, or fewer if there are no more. They still come when iterated. */
  async head(length: number): Promise<Buffer> {
    while (this.#head.length < length) {
      const next = await this.#chunks.next();
      if (next.done === true) break;
      this.#head = Buffer.concat([this.#head, next.value]);
    }
    return this.#head.subarray(0, length);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    try {
      if (this.#head.length > 0) yield this.#count(this.#head);
      for (let next = await this.#chunks.next(); next.done !== true; next = await this.#chunks.next()) {
        yield this.#count(next.value);
      }
    } finally {
      await this.#chunks.return?.();
    }
  }

  #count(chunk: Uint8Array): Uint8Array {
    this.byteCount += chunk.length;
    return chunk;
  }
}
