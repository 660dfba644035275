import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { zstdIsAvailable } from '@headwaters/record-codec';
import type { ContentSettings } from '../../src/object/content-settings.js';
import { readContent } from '../../src/object/read-content.js';
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
    const source = { upload, ports, settings: { isBinary: false, maxExpansionRatio: 500 } };
    for await (const chunk of readContent(source, startOffset)) chunks.push(chunk);
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

describe('readContent, of other formats', () => {
  const text = 'a line\n'.repeat(100);

  async function read(stored: Uint8Array, settings: Partial<ContentSettings> = {}) {
    const { ports, s3 } = readerOf(Buffer.from(stored), 3);
    const source = { upload, ports, settings: { isBinary: false, maxExpansionRatio: 500, ...settings } };
    const chunks = [];
    for await (const chunk of readContent(source, 0)) chunks.push(chunk);
    return { content: Buffer.concat(chunks), requests: s3.inputsOf('GetObject').length };
  }

  it('unpacks zstd like gzip, where Node.js has it', async () => {
    // A frame with one stored block.
    const zstd = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x04, 0x21, 0x00, 0x00, 0x6f, 0x6e, 0x65, 0x0a]);
    const reading = read(zstd);
    if (zstdIsAvailable()) expect((await reading).content.toString()).toBe('one\n');
    else await expect(reading).rejects.toMatchObject({ code: 'HEADWATERS_ZSTD_UNAVAILABLE' });
  });

  it.each([
    ['bzip2', 'BZh91AY&SY'],
    ['xz', '\xfd7zXZ\0\0\x04\xe6\xd6'],
    ['zip', 'PK\x03\x04\x14\0\0\0\x08\0'],
  ])('refuses %s with what to do', async (format, start) => {
    const stored = Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(100)]);
    await expect(read(stored)).rejects.toMatchObject({
      code: 'HEADWATERS_COMPRESSION_UNSUPPORTED',
      message: `The file is ${format}, which is not unpacked. Upload it as gzip or zstd, or unpacked; or set binary in its upload rule`,
    });
    expect((await read(stored, { isBinary: true })).content).toEqual(stored);
    // One byte of the signature less, and it is any file.
    expect((await read(stored.subarray(1))).content).toEqual(stored.subarray(1));
  });

  it('does not unpack a binary object, from any offset', async () => {
    const stored = gzipSync(text);
    const { content, requests } = await read(stored, { isBinary: true });
    expect(content).toEqual(stored);
    expect(requests).toBe(1);
  });

  it('expands as often as the setting allows, and not more', async () => {
    const stored = gzipSync(Buffer.alloc(5_000_000));
    expect((await read(stored, { maxExpansionRatio: 1_100 })).content).toHaveLength(5_000_000);
    await expect(read(stored, { maxExpansionRatio: 100 })).rejects.toThrow(/expands more than 100 times/);
  });
});
