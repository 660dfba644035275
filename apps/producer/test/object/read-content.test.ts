import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { maxBlockRawBytes } from '@headwaters/record-codec';
import { readContent, readHeader } from '../../src/object/read-content.js';
import { Deadline } from '../../src/time.js';
import { FakeClock } from '../fakes/fake-clock.js';
import { s3With } from '../fakes/fake-s3.js';

const upload = { source: { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' } };

/** A reader of an object that S3 sends in chunks of this size. */
function readerOf(stored: Buffer, chunkBytes = Infinity) {
  const s3 = s3With({ 'uploads/notes.txt': stored }, { chunkBytes });
  const clock = new FakeClock();
  const bytesRead: number[] = [];
  const onBytesRead = (count: number) => void bytesRead.push(count);
  const ports = {
    s3: s3.client,
    clock,
    random: () => 0.5,
    deadline: new Deadline(clock, 60_000),
    onBytesRead,
  };
  return { ports, s3, bytesRead };
}

describe('readContent', () => {
  const text = 'a line that packs well\n'.repeat(500);

  async function read(stored: Buffer, startOffset: number, chunkBytes?: number) {
    const { ports, s3, bytesRead } = readerOf(stored, chunkBytes);
    const chunks = [];
    for await (const chunk of readContent(upload, ports, startOffset)) chunks.push(chunk);
    return {
      content: Buffer.concat(chunks).toString(),
      ranges: s3.inputsOf('GetObject').map(({ Range }) => Range),
      bytesRead: bytesRead.reduce((sum, count) => sum + count, 0),
    };
  }

  it.each([1, 2, 7, 100_000])(
    'gunzips an object that arrives in chunks of %i bytes, from any offset',
    async (chunkBytes) => {
      for (const offset of [0, 1, 6_000, text.length - 1, text.length]) {
        const { content } = await read(gzipSync(text), offset, chunkBytes);
        expect(content).toBe(text.slice(offset));
      }
    },
  );

  it('yields raw bytes unchanged, and to start later requests the head and the rest only', async () => {
    const plain = Buffer.from(text);
    expect(await read(plain, 0)).toEqual({ content: text, ranges: [undefined], bytesRead: text.length });
    const later = await read(plain, 6_000);
    expect(later.content).toBe(text.slice(6_000));
    expect(later.ranges).toEqual([undefined, 'bytes=6000-']);
    expect(later.bytesRead).toBe(text.length - 6_000);
  });

  it.each(['', '\x1f', '\x1fx'])('does not treat %j as gzip', async (content) => {
    expect((await read(Buffer.from(content, 'latin1'), 0)).content).toBe(content);
  });
});

describe('readHeader', () => {
  async function header(content: Uint8Array | string, chunkBytes?: number): Promise<string> {
    const { ports } = readerOf(Buffer.from(content), chunkBytes);
    return Buffer.from(await readHeader(upload, ports)).toString();
  }

  it.each([
    ['the first row', 'id,user\n7,ann\n', 'id,user\n'],
    ['a row with a newline between quotes', '"id\nno",user\r\n7,ann\n', '"id\nno",user\r\n'],
    ['a row without a line end', 'id,user', 'id,user'],
    ['nothing for an empty object', '', ''],
    ['nothing for a row beyond the block limit', `${'x'.repeat(maxBlockRawBytes + 1)}\n7,ann\n`, ''],
  ])('returns %s', async (_, content, row) => {
    expect(await header(content)).toBe(row);
  });

  it('returns the first row of gzip', async () => {
    expect(await header(gzipSync('id,user\n7,ann\n'))).toBe('id,user\n');
  });

  it('returns the same row for chunks of 1 to 15 bytes', async () => {
    for (let chunkBytes = 1; chunkBytes <= 15; chunkBytes++) {
      expect(await header('"id\nno",user\n7,ann\n', chunkBytes)).toBe('"id\nno",user\n');
    }
  });
});
