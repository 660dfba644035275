import type { ByteChunks } from './chunk-reader.js';
import { packedHeadBytes } from './container.js';
import { isPacked, unpackInput } from './unpack-input.js';

/** A byte range of an object. Without `end`, it extends to the end of the object. */
export interface ContentRange {
  /** In bytes. */
  readonly start: number;
  /** In bytes, exclusive. */
  readonly end?: number | undefined;
}

/**
 * Reads a byte range of an object, or of the unpacked object if it is gzip or zstd. The offsets of blocks count the same bytes.
 *
 * Packed data has no random access: a packed object is read and unpacked from its start, and the bytes before `start` are dropped.
 * Streams: memory is bounded.
 *
 * @param openObject - Reads a range of the stored object, e.g. by GetObject with `Range`. Unless the entire object is
 * requested, it is first called with `{ start: 0, end: 4 }` to detect gzip and zstd; it may return more than these bytes,
 * because its iterator is closed after them. Then it is called with `range` or, for a packed object, with `{ start: 0 }`.
 * @param range - In unpacked bytes. For an empty range, nothing is read.
 * @param options.maxRatio - See {@link unpackInput}.
 * @throws {@link CorruptInputError} and {@link ZstdUnavailableError}, as {@link unpackInput} does. Errors of `openObject` are passed
 * through.
 */
export async function* readContentRange(
  openObject: (range: ContentRange) => ByteChunks | Promise<ByteChunks>,
  range: ContentRange,
  options: { maxRatio?: number } = {},
): AsyncGenerator<Uint8Array, void> {
  const { start, end } = range;
  if (end !== undefined && end <= start) return;
  const isEntireObject = start === 0 && end === undefined;
  if (!isEntireObject && !(await isPackedObject(openObject))) {
    yield* await openObject(range);
  } else {
    yield* sliceChunks(unpackInput(await openObject({ start: 0 }), options), range);
  }
}

async function isPackedObject(
  openObject: (range: ContentRange) => ByteChunks | Promise<ByteChunks>,
): Promise<boolean> {
  let head = Buffer.alloc(0);
  for await (const chunk of await openObject({ start: 0, end: packedHeadBytes })) {
    head = Buffer.concat([head, chunk]);
    // A response of exactly these bytes is read to its end: closing it earlier would close the connection, too.
    if (head.length > packedHeadBytes) break;
  }
  return isPacked(head);
}

async function* sliceChunks(chunks: AsyncIterable<Uint8Array>, { start, end = Infinity }: ContentRange) {
  let offset = 0;
  for await (const chunk of chunks) {
    const slice = chunk.subarray(Math.max(0, start - offset), Math.max(0, end - offset));
    if (slice.length > 0) yield slice;
    offset += chunk.length;
    if (offset >= end) return;
  }
}
