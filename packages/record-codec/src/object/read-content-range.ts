import { gunzipInput, gzipMagicBytes, isGzip } from './gunzip-input.js';

/** Bytes `start` to `end` (exclusive) of an object; without `end`, to the last byte. */
export interface ContentRange {
  readonly start: number;
  readonly end?: number | undefined;
}

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Reads a byte range of an object's content: of the object itself or, if it is gzip, of the gunzipped object. The offsets
 * of blocks count these bytes.
 *
 * gzip has no random access: the object is then read and gunzipped from its start, and the bytes before `start` are dropped.
 * Streams: memory is bounded. To find out whether the object is gzip, its first two bytes are read by a call of their own,
 * unless the range is the entire object.
 *
 * @param openObject - Reads a range of the stored (not gunzipped) bytes, e.g. by GetObject with `Range`. Called once or
 * twice: with `{ start: 0, end: 2 }` for the first two bytes, then with `range`, or with `{ start: 0 }` if gzip. May return
 * more than the two bytes: the rest is not read, and the iterator is closed.
 * @param range - In content bytes. An empty range yields nothing and opens nothing.
 * @param options.maxRatio - As for {@link gunzipInput}.
 * @throws {@link CorruptInputError} as {@link gunzipInput} does. Errors of `openObject` pass through.
 */
export async function* readContentRange(
  openObject: (range: ContentRange) => Chunks | Promise<Chunks>,
  range: ContentRange,
  options: { maxRatio?: number } = {},
): AsyncGenerator<Uint8Array, void> {
  const { start, end } = range;
  if (end !== undefined && end <= start) return;
  const isEntireObject = start === 0 && end === undefined;
  if (!isEntireObject && !(await beginsAsGzip(openObject))) {
    yield* await openObject(range);
  } else {
    yield* sliceChunks(gunzipInput(await openObject({ start: 0 }), options), range);
  }
}

async function beginsAsGzip(openObject: (range: ContentRange) => Chunks | Promise<Chunks>): Promise<boolean> {
  let head = Buffer.alloc(0);
  for await (const chunk of await openObject({ start: 0, end: gzipMagicBytes })) {
    head = Buffer.concat([head, chunk]);
    if (head.length >= gzipMagicBytes) break;
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
