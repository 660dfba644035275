import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type ContentRange, CorruptInputError, readContentRange } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import { itWithZstd } from '../support/it-with-zstd.js';

const content = Buffer.from('0123456789abcdef');

/** A stored object that serves ranges and records which ones were requested. */
class StoredObject {
  readonly opened: ContentRange[] = [];
  closedCount = 0;
  /** How many of the opened ranges were read to their end. */
  endedCount = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  *open(range: ContentRange) {
    this.opened.push(range);
    try {
      for (const byte of this.#bytes.subarray(range.start, range.end)) yield Buffer.of(byte);
      this.endedCount++;
    } finally {
      this.closedCount++;
    }
  }
}

async function read(object: StoredObject, range: ContentRange): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readContentRange((opened) => object.open(opened), range)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const everyRange: ContentRange[] = Array.from(content.keys()).flatMap((start) => [
  { start },
  ...Array.from({ length: content.length - start }, (_, index) => ({ start, end: start + index + 1 })),
]);

describe('readContentRange', () => {
  it.each([
    { format: 'stored bytes', stored: content },
    { format: 'gzip', stored: gzipSync(content) },
  ])('returns every range of an object ($format)', async ({ stored }) => {
    const wrong: ContentRange[] = [];
    for (const range of everyRange) {
      const found = await read(new StoredObject(stored), range);
      if (found !== content.toString('latin1', range.start, range.end)) wrong.push(range);
    }
    expect(wrong).toEqual([]);
  });

  it('reads four bytes and the range from an object that is not packed', async () => {
    const object = new StoredObject(content);
    await read(object, { start: 3, end: 7 });
    expect(object.opened).toEqual([
      { start: 0, end: 4 },
      { start: 3, end: 7 },
    ]);
  });

  it('reads the four bytes to the end of their response, so that the connection can be reused', async () => {
    const object = new StoredObject(content);
    await read(object, { start: 3, end: 7 });
    expect(object.endedCount).toBe(2);
  });

  it('reads four bytes and the entire object if it is gzip', async () => {
    const object = new StoredObject(gzipSync(content));
    await read(object, { start: 3, end: 7 });
    expect(object.opened).toEqual([{ start: 0, end: 4 }, { start: 0 }]);
  });

  it('reads an entire object with one call', async () => {
    const object = new StoredObject(content);
    expect(await read(object, { start: 0 })).toBe(content.toString());
    expect(object.opened).toEqual([{ start: 0 }]);
  });

  it('reads nothing for an empty range', async () => {
    const object = new StoredObject(content);
    expect(await read(object, { start: 4, end: 4 })).toBe('');
    expect(object.opened).toEqual([]);
  });

  it('closes the iterator of an openObject that returns more than the four bytes', async () => {
    const object = new StoredObject(content);
    const openToEnd = ({ start }: ContentRange) => object.open({ start });
    const chunks: Uint8Array[] = [];
    for await (const chunk of readContentRange(openToEnd, { start: 14 })) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('ef');
    expect([object.closedCount, object.endedCount]).toEqual([2, 1]);
  });

  it('does not take an object of one byte for gzip', async () => {
    expect(await read(new StoredObject(Buffer.of(0x1f)), { start: 0, end: 1 })).toBe('\x1f');
  });

  itWithZstd('returns every range of a zstd object, and reads it from its start', async () => {
    const stored = zstdCompressSync(content);
    const wrong: ContentRange[] = [];
    for (const range of everyRange) {
      const found = await read(new StoredObject(stored), range);
      if (found !== content.toString('latin1', range.start, range.end)) wrong.push(range);
    }
    expect(wrong).toEqual([]);
    const object = new StoredObject(stored);
    await read(object, { start: 3, end: 7 });
    expect(object.opened).toEqual([{ start: 0, end: 4 }, { start: 0 }]);
  });

  it('rejects gzip that ends before the range', async () => {
    const cut = new StoredObject(gzipSync(content).subarray(0, 12));
    await expect(read(cut, { start: 4, end: 8 })).rejects.toThrow(CorruptInputError);
  });

  it('rejects gzip that expands more than maxRatio times', async () => {
    const open = () => [gzipSync(Buffer.alloc(4 << 20))];
    const reading = readContentRange(open, { start: 4_000_000 }, { maxRatio: 100 }).next();
    await expect(reading).rejects.toThrow('100 times');
  });
});
