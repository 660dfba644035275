import { gunzipInput, gzipMagicBytes, isGzip, type ByteChunks } from './gunzip-input.js';

/** A byte range of an object. Without `end`, it extends to the end of the object. */
export interface ContentRange {
  /** In bytes. */
  readonly start: number;
  /** In bytes, exclusive. */
  readonly end?: number | undefined;
}

/**
 * Reads a byte range of an object, or of the gunzipped object if it is gzip. The offsets of blocks count the same bytes.
 *
 * gzip has no random access: a gzip object is read and gunzipped from its start, and the bytes before `start` are dropped.
 * Streams: memory is bounded.
 *
 * @param openObject - Reads a range of the stored object, e.g. by GetObject with `Range`. Unless the entire object is
 * requested, it is first called with `{ start: 0, end: 2 }` to detect gzip; it may return more than these two bytes, because
 * its iterator is closed after them. Then it is called with `range` or, for gzip, with `{ start: 0 }`.
 * @param range - In gunzipped bytes. For an empty range, nothing is read.
 * @param options.maxRatio - See {@link gunzipInput}.
 * @throws {@link CorruptInputError} as {@link gunzipInput} does. Errors of `openObject` are passed through.
 */
export async function* readContentRange(
  openObject: (range: ContentRange) => ByteChunks | Promise<ByteChunks>,
  range: ContentRange,
  options: { maxRatio?: number } = {},
): AsyncGenerator<Uint8Array, void> {
  const { start, end } = range;
  if (end !== undefined && end <= start) return;
  const isEntireObject = start === 0 && end === undefined;
  if (!isEntireObject && !(await startsWithGzip(openObject))) {
    yield* await openObject(range);
  } else {
    yield* sliceChunks(gunzipInput(await openObject({ start: 0 }), options), range);
  }
}

async function startsWithGzip(
  openObject: (range: ContentRange) => ByteChunks | Promise<ByteChunks>,
): Promise<boolean> {
  let head = Buffer.alloc(0);
  for await (const chunk of await openObject({ start: 0, end: gzipMagicBytes })) {
    head = Buffer.concat([head, chunk]);
    // A response of exactly two bytes is read to its end: closing it earlier would close the connection, too.
    if (head.length > gzipMagicBytes) break;
  }
  return isGzip(head);
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
