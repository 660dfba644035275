import {
  containerHeadBytes,
  detectContainer,
  readContentRange,
  type ContentRange,
} from '@headwaters/record-codec';
import { RefusedObjectError } from '../errors.js';
import type { Upload } from '../event/upload.js';
import type { ContentSettings } from './content-settings.js';
import { readObject, type ObjectReaderPorts } from './read-object.js';

/** What reading the content of an object depends on. */
export interface ContentReaderPorts extends ObjectReaderPorts {
  /** Called with the number of bytes read from S3. */
  readonly onBytesRead: (count: number) => void;
}

/** An object, its settings, and what reading it depends on. */
export interface ContentSource {
  readonly upload: Upload;
  readonly settings: Pick<ContentSettings, 'isBinary' | 'maxExpansionRatio'>;
  readonly ports: ContentReaderPorts;
}

/**
 * Reads the content of an object from an offset on: its bytes, unpacked if they are gzip or zstd, regardless of the key. Packed data
 * has no random access: to start later, everything before is unpacked again and discarded. A binary object is never unpacked.
 *
 * @param startOffset - In the content, in bytes.
 * @throws {@link CorruptInputError} if the packed data is corrupt or truncated, or expands beyond the limit.
 * @throws {@link RefusedObjectError} if the object is packed in a format that is not unpacked.
 * @throws the errors of {@link readObject}.
 */
export function readContent(source: ContentSource, startOffset: number): AsyncGenerator<Uint8Array, void> {
  const { isBinary, maxExpansionRatio } = source.settings;
  if (isBinary) return readStored(source, { start: startOffset });
  return readContentRange(
    (range) => readStored(source, range),
    { start: startOffset },
    { maxRatio: maxExpansionRatio },
  );
}

/** Reads stored bytes. Those at the start are checked. */
async function* readStored(
  { upload, settings, ports }: ContentSource,
  { start, end }: ContentRange,
): AsyncGenerator<Uint8Array, void> {
  const stored = readObject(upload, ports, start);
  for await (const chunk of start === 0 && !settings.isBinary ? refuseContainers(stored) : stored) {
    // The request for the first bytes, which show whether the object is packed, does not count.
    if (end === undefined) ports.onBytesRead(chunk.length);
    yield chunk;
  }
}

async function* refuseContainers(chunks: AsyncGenerator<Uint8Array, void>): AsyncGenerator<Uint8Array, void> {
  const { head, rest } = await takeHead(chunks, containerHeadBytes);
  const container = detectContainer(head);
  if (container === 'bzip2' || container === 'xz' || container === 'zip') {
    await chunks.return();
    throw new RefusedObjectError(
      'HEADWATERS_COMPRESSION_UNSUPPORTED',
      `The file is ${container}, which is not unpacked. Upload it as gzip or zstd, or unpacked; or set binary in its upload rule`,
    );
  }
  yield* rest;
}

/** The start of a stream of bytes, and the complete stream. */
export interface HeadAndRest {
  /** The first bytes, as many as were asked for, or all if there are fewer. */
  readonly head: Uint8Array;
  /** All bytes, with the head. Who does not read them closes the stream itself: a generator that has not started does not. */
  readonly rest: AsyncGenerator<Uint8Array, void>;
}

/** Reads the first bytes of a stream, and returns them with the complete stream. */
export async function takeHead(
  chunks: AsyncGenerator<Uint8Array, void>,
  byteCount: number,
): Promise<HeadAndRest> {
  const taken: Uint8Array[] = [];
  let takenBytes = 0;
  while (takenBytes < byteCount) {
    const next = await chunks.next();
    if (next.done === true) break;
    taken.push(next.value);
    takenBytes += next.value.length;
  }
  return { head: Buffer.concat(taken).subarray(0, byteCount), rest: prepend(taken, chunks) };
}

/** Closes the stream also if the caller stops early. */
async function* prepend(
  taken: readonly Uint8Array[],
  chunks: AsyncGenerator<Uint8Array, void>,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* taken;
    yield* chunks;
  } finally {
    await chunks.return();
  }
}
