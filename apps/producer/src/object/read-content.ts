import { BlockSplitter, readContentRange } from '@headwaters/record-codec';
import type { Upload } from '../event/upload.js';
import { readObject, type ObjectReaderPorts } from './read-object.js';

/** What reading the content of an object depends on. */
export interface ContentReaderPorts extends ObjectReaderPorts {
  /** Called with the number of bytes read from S3. */
  readonly onBytesRead: (count: number) => void;
}

/**
 * Reads the content of an object from an offset on: its bytes, gunzipped if they are gzip, regardless of the key. gzip
 * has no random access: to start later, everything before is gunzipped again and discarded.
 *
 * @param startOffset - In the content, in bytes.
 * @throws {@link CorruptInputError} if the gzip data is corrupt or truncated, or expands beyond the limit.
 * @throws the errors of {@link readObject}.
 */
export function readContent(
  upload: Upload,
  ports: ContentReaderPorts,
  startOffset: number,
): AsyncGenerator<Uint8Array, void> {
  return readContentRange(
    async function* ({ start, end }) {
      for await (const chunk of readObject(upload, ports, start)) {
        // The request for the first two bytes, which show whether the object is gzip, does not count.
        if (end === undefined) ports.onBytesRead(chunk.length);
        yield chunk;
      }
    },
    { start: startOffset },
  );
}

/**
 * Reads the header row of a CSV object, for blocks that start at a later position: a continuation carries positions, not
 * content. If the row exceeds the block limit, the header is empty, as it is for blocks made from the start.
 */
export async function readHeader(upload: Upload, ports: ContentReaderPorts): Promise<Uint8Array> {
  // With cells of one byte, the first row is a block of its own.
  const splitter = new BlockSplitter({
    source: upload.source,
    layout: 'csv',
    cellBytes: 1,
    header: 'first-row',
  });
  for await (const chunk of readContent(upload, ports, 0)) {
    const [first] = splitter.push(chunk);
    if (first !== undefined) return first.header ?? Buffer.alloc(0);
  }
  return splitter.end()[0]?.header ?? Buffer.alloc(0);
}
