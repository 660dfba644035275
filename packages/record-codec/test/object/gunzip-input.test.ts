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
  it('recognizes the first two bytes 1F 8B and nothing else', () => {
    const heads = ['', '1f', '1f8b', '1f8b08', '8b1f', '1f8c', '208b', '001f8b'];
    expect(heads.filter((head) => isGzip(Buffer.from(head, 'hex')))).toEqual(['1f8b', '1f8b08']);
  });
});

describe('gunzipInput', () => {
  it('returns bytes that are not gzip unchanged', async () => {
    for (const text of ['', 'a', '\x1f', '\x1fa', 'plain text']) {
      expect(await read(everyByte(Buffer.from(text, 'latin1')))).toBe(text);
    }
  });

  it('gunzips input split at every byte', async () => {
    expect(await read(everyByte(gzip))).toBe('hello, gzip\n');
  });

  it('gunzips several members', async () => {
    expect(await read([Buffer.concat([gzip, gzip, gzipSync('')])])).toBe('hello, gzip\nhello, gzip\n');
  });

  it('accepts an asynchronous source', async () => {
    async function* source() {
      yield await Promise.resolve(gzip);
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of gunzipInput(source())) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('hello, gzip\n');
  });

  it('rejects gzip truncated at any byte after the first two', async () => {
    for (let length = 2; length < gzip.length; length++) {
      await expect(read([gzip.subarray(0, length)])).rejects.toThrow(CorruptInputError);
    }
  });

  it('reports the offset at which gzip is corrupt', async () => {
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

  it('rejects bytes after the last member', async () => {
    await expect(read([Buffer.concat([gzip, Buffer.from('more')])])).rejects.toThrow(CorruptInputError);
  });

  it('rejects zeros after the last member, because zlib ignores whatever follows them', async () => {
    const reading = read([Buffer.concat([gzip, Buffer.alloc(4)])]);
    await expect(reading).rejects.toThrow(
      `Other bytes follow the gzip data, at byte ${gzip.length} of the object`,
    );
  });

  it('rejects an expansion above maxRatio and accepts one below', async () => {
    const expanding = gzipSync(Buffer.alloc(4 << 20));
    await expect(read([expanding], { maxRatio: 100 })).rejects.toThrow('expands more than 100 times');
    expect(await read([expanding], { maxRatio: 1032 })).toHaveLength(4 << 20);
  });

  it('accepts output of 1 MiB at any ratio, and not one byte more', async () => {
    const zeros = (length: number) => [gzipSync(Buffer.alloc(length))];
    expect(await read(zeros(1 << 20), { maxRatio: 0 })).toHaveLength(1 << 20);
    await expect(read(zeros((1 << 20) + 1), { maxRatio: 0 })).rejects.toThrow('expands more than 0 times');
  });

  it('passes errors of the source through', async () => {
    function* failing() {
      yield gzip.subarray(0, 10);
      throw new Error('connection reset');
    }
    await expect(read(failing())).rejects.toThrow('connection reset');
  });

  it('closes the source when its reader stops early', async () => {
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
