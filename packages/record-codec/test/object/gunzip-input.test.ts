import { execFileSync } from 'node:child_process';
import { crc32, gzipSync } from 'node:zlib';
import { CorruptInputError, gunzipInput } from '@headwaters/record-codec';
import { incompressibleBytes } from '@headwaters/test-kit';
import { describe, expect, it } from '@jest/globals';

async function read(chunks: Iterable<Uint8Array>, options: { maxRatio?: number } = {}): Promise<string> {
  const read: Uint8Array[] = [];
  for await (const chunk of gunzipInput(chunks, options)) read.push(chunk);
  return Buffer.concat(read).toString('latin1');
}

const everyByte = (bytes: Buffer) => Array.from(bytes, (byte) => Buffer.of(byte));
const gzip = gzipSync('hello, gzip\n');

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

  it.each([1, 512, 100_000])('ignores %d zeros after the last member, as gzip -dc does', async (count) => {
    const padded = Buffer.concat([gzip, gzip, Buffer.alloc(count)]);
    const expected = execFileSync('gzip', ['-dc'], { input: padded }).toString();
    expect(await read([padded])).toBe(expected);
    expect(await read([gzip, gzip, Buffer.alloc(count - 1), Buffer.alloc(1)])).toBe(expected);
  });

  it.each([
    { what: 'other bytes', after: Buffer.from('more'), offset: 0 },
    { what: 'one byte that starts like gzip', after: Buffer.of(0x1f), offset: 0 },
    { what: 'zeros and other bytes', after: Buffer.concat([Buffer.alloc(7), Buffer.of(1)]), offset: 7 },
    { what: 'zeros and a member', after: Buffer.concat([Buffer.alloc(7), gzip]), offset: 7 },
  ])('rejects $what after the last member, and reports their offset', async ({ after, offset }) => {
    const message = `Other bytes follow the gzip data, at byte ${2 * gzip.length + offset} of the object`;
    const stored = Buffer.concat([gzip, gzip, after]);
    await expect(read([stored])).rejects.toThrow(message);
    await expect(read(everyByte(stored))).rejects.toThrow(message);
  });

  it('reads members with every optional field of the header, split at every byte', async () => {
    const text = Buffer.from('a b\0');
    const header = Buffer.concat([
      Buffer.from('1f8b081e00000000000303000102', 'hex'),
      Buffer.of(3),
      text,
      text,
    ]);
    const checksum = Buffer.alloc(2);
    checksum.writeUInt16LE(crc32(header) & 0xffff);
    const member = Buffer.concat([header, checksum, gzip.subarray(10)]);
    expect(execFileSync('gzip', ['-dc'], { input: member }).toString()).toBe('hello, gzip\n');
    expect(await read(everyByte(Buffer.concat([member, member])))).toBe('hello, gzip\nhello, gzip\n');
  });

  it('rejects a member that ends within its file name', async () => {
    const header = Buffer.from('1f8b0808000000000003', 'hex');
    await expect(read([header, Buffer.from('notes')])).rejects.toThrow('The gzip data is corrupt');
  });

  it.each([
    { what: 'checksum', at: gzip.length - 8 },
    { what: 'length', at: gzip.length - 1 },
    { what: 'method', at: 2 },
    { what: 'reserved flags', at: 3, mask: 0x80 },
    { what: 'deflate data', at: 10 },
  ])('rejects a member with another $what', async ({ at, mask = 0xff }) => {
    const damaged = Buffer.from(gzip);
    damaged.writeUInt8(damaged.readUInt8(at) ^ mask, at);
    await expect(read([damaged])).rejects.toThrow('The gzip data is corrupt');
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
