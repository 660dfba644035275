import { BlockSplitter, gunzipInput } from '@headwaters/record-codec';
import type { Upload } from '../event/notification.js';
import { type ObjectReading, readObject } from './read-object.js';

const gzipMagic = Buffer.from('1f8b', 'hex');

/** What reading content needs, and who hears how much was read. */
export interface ContentReading extends ObjectReading {
  readonly onBytesRead: (count: number) => void;
}

/**
 * Reads an object's content from an offset on: its bytes, or, if they are gzip (whatever its name says), what they unpack
 * to. gzip can't be entered in the middle: to begin later, all before is unpacked again and passed over.
 *
 * @param startOffset - In the content, in bytes.
 * @throws {@link CorruptInputError} if gzip is damaged, cut short or swells beyond measure, besides what reading throws.
 */
export async function* readContent(
  upload: Upload,
  reading: ContentReading,
  startOffset: number,
): AsyncGenerator<Uint8Array, void> {
  if (startOffset > 0 && !(await isGzip(upload, reading))) {
    yield* countedObject(upload, reading, startOffset);
  } else {
    yield* skipBytes(gunzipInput(countedObject(upload, reading, 0)), startOffset);
  }
}

async function* countedObject(upload: Upload, reading: ContentReading, startOffset: number) {
  for await (const chunk of readObject(upload, reading, startOffset)) {
    reading.onBytesRead(chunk.length);
    yield chunk;
  }
}

async function isGzip(upload: Upload, reading: ObjectReading): Promise<boolean> {
  let head = Buffer.alloc(0);
  for await (const chunk of readObject(upload, reading)) {
    head = Buffer.concat([head, chunk]);
    if (head.length >= gzipMagic.length) break;
  }
  return head.subarray(0, gzipMagic.length).equals(gzipMagic);
}

async function* skipBytes(chunks: AsyncIterable<Uint8Array>, count: number) {
  let left = count;
  for await (const chunk of chunks) {
    if (left < chunk.length) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

/**
 * Reads the first row of a CSV object again, for blocks that are made from a later position on: no state but a number has
 * to travel from one invocation to the next. Of a row too long to travel the codec makes an empty header, here as there.
 */
export async function readHeader(upload: Upload, reading: ContentReading): Promise<Uint8Array> {
  // In cells of one byte, the first row is a block of its own.
  const splitter = new BlockSplitter({
    source: upload.source,
    layout: 'csv',
    cellBytes: 1,
    header: 'first-row',
  });
  for await (const chunk of readContent(upload, reading, 0)) {
    const [first] = splitter.push(chunk);
    if (first !== undefined) return first.header ?? Buffer.alloc(0);
  }
  return splitter.end()[0]?.header ?? Buffer.alloc(0);
}
