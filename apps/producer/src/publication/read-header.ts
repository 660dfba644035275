import { BlockSplitter } from '@headwaters/record-codec';
import type { Upload } from '../notification/upload.js';
import { readContent, type ContentReading } from '../object/read-content.js';

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
