import { gzipSync } from 'node:zlib';
import { CorruptInputError, gunzipInput, isGzip } from '@headwaters/record-codec';
import { incompressibleBytes } from '@headwaters/test-kit';
import { describe, expect, it } from '@jest/globals';

async function read(chunks: Iterable<Uint8Array>, options: { maxRatio?: number } = {}): Promise<string> {
  const read: Uint8Array[] = [];
  for await (const chunk of gunzipInput(chunks, options)) read.push(chunk);
  return Buffer.concat(read).toString('latin1');
}

const everyByte = (bytes: Buffer) => Array.from(bytes, (byte) => Buffer.of(byte));
const gzip = gzipSync('hello, gzip\n');

describe('isGzip', () => {
  it('takes the first two bytes, 1F 8B, for gzip and nothing else', () => {
    const heads = ['', '1f', '1f8b', '1f8b08', '8b1f', '1f8c', '208b', '001f8b'];
    expect(heads.filter((head) => isGzip(Buffer.from(head, 'hex')))).toEqual(['1f8b', '1f8b08']);
  });
});

describe('gunzipInput', () => {
  it('passes on what is no gzip, byte for byte', async () => {
    for (const text of ['', 'a', '\x1f', '\x1fa', 'plain text']) {
      expect(await read(everyByte(Buffer.from(text, 'latin1')))).toBe(text);
    }
  });

  it('gunzips, split at every byte', async () => {
    expect(await read(everyByte(gzip))).toBe('hello, gzip\n');
  });

  it('gunzips several members in a row', async () => {
    expect(await read([Buffer.concat([gzip, gzip, gzipSync('')])])).toBe('hello, gzip\nhello, gzip\n');
  });

  it('takes an asynchronous source', async () => {
    async function* source() {
      yield await Promise.resolve(gzip);
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of gunzipInput(source())) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('hello, gzip\n');
  });

  it('refuses gzip cut short anywhere after its first two bytes', async () => {
    for (let length = 2; length < gzip.length; length++) {
      await expect(read([gzip.subarray(0, length)])).rejects.toThrow(CorruptInputError);
    }
  });

  it('says at which byte corrupt gzip was read last', async () => {
    const damaged = gzipSync(incompressibleBytes(200_000));
    damaged.fill(0xff, 150_000, 150_100);
    const reading = read([damaged]);
    await expect(reading).rejects.toThrow(CorruptInputError);
    const { offset } = (await reading.catch(
      (error: unknown) => error as CorruptInputError,
    )) as CorruptInputError;
    expect(offset).toBeGreaterThan(100_000);
    expect(offset).toBeLessThanOrEqual(damaged.length);
  });

  it('refuses bytes after the last member', async () => {
    await expect(read([Buffer.concat([gzip, Buffer.from('more')])])).rejects.toThrow(CorruptInputError);
  });

  it('refuses zeros after the last member, which hide what comes after them', async () => {
    const reading = read([Buffer.concat([gzip, Buffer.alloc(4)])]);
    await expect(reading).rejects.toThrow(`followed by something else, at byte ${gzip.length} of the object`);
  });

  it('refuses output above maxRatio, and takes less', async () => {
    const swelling = gzipSync(Buffer.alloc(4 << 20));
    await expect(read([swelling], { maxRatio: 100 })).rejects.toThrow('swells more than 100 times');
    expect(await read([swelling], { maxRatio: 1032 })).toHaveLength(4 << 20);
  });

  it('passes errors of the source on', async () => {
    function* failing() {
      yield gzip.subarray(0, 10);
      throw new Error('connection reset');
    }
    await expect(read(failing())).rejects.toThrow('connection reset');
  });

  it('closes the source when the reader stops early', async () => {
    let isClosed = false;
    function* source() {
      try {
        for (;;) yield gzip;
      } finally {
        isClosed = true;
      }
    }
    for await (const chunk of gunzipInput(source())) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await new Promise(setImmediate);
    expect(isClosed).toBe(true);
  });
});
