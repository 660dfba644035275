import { execFileSync } from 'node:child_process';
import zlib, { gzipSync } from 'node:zlib';
import { CorruptInputError, encodeBlock, unpackInput, ZstdUnavailableError } from '@headwaters/record-codec';
import { incompressibleBytes } from '@headwaters/test-kit';
import { afterEach, describe, expect, it } from '@jest/globals';
import { splitObject } from '../support/blocks.js';
import { itWithZstd } from '../support/it-with-zstd.js';

async function read(chunks: Iterable<Uint8Array>, options: { maxRatio?: number } = {}): Promise<string> {
  const read: Uint8Array[] = [];
  for await (const chunk of unpackInput(chunks, options)) read.push(chunk);
  return Buffer.concat(read).toString('latin1');
}

const everyByte = (bytes: Buffer) => Array.from(bytes, (byte) => Buffer.of(byte));
/** Written by the zstd tool from `hello, zstd\n`, with a content checksum. */
const zstd = execFileSync('zstd', ['-c'], { input: 'hello, zstd\n' });
const skippable = Buffer.from('502a4d1803000000616263', 'hex');

const zlibMayLackZstd = zlib as { zstdCompressSync?: unknown };
const { zstdCompressSync } = zlibMayLackZstd;

afterEach(() => {
  if (zstdCompressSync !== undefined) zlibMayLackZstd.zstdCompressSync = zstdCompressSync;
});

describe('unpackInput', () => {
  it('returns bytes that are neither gzip nor zstd unchanged', async () => {
    for (const text of ['', 'a', '\x1f', '\x28\xb5\x2f', '\x28\xb5\x2fx', 'plain text'])
      expect(await read(everyByte(Buffer.from(text, 'latin1')))).toBe(text);
  });

  it('gunzips', async () => {
    expect(await read([gzipSync('hello, gzip\n')])).toBe('hello, gzip\n');
  });

  it('rejects zstd where Node.js does not support it, with the versions that do', async () => {
    delete zlibMayLackZstd.zstdCompressSync;
    await expect(read([zstd])).rejects.toThrow(ZstdUnavailableError);
    await expect(read([zstd])).rejects.toThrow('Use 22.15 or later');
  });

  itWithZstd('unpacks zstd split at every byte', async () => {
    expect(await read(everyByte(zstd))).toBe('hello, zstd\n');
  });

  itWithZstd('unpacks several frames, with skippable frames before, between and after them', async () => {
    const stored = Buffer.concat([skippable, zstd, skippable, skippable, zstd, zstd, skippable]);
    expect(await read([stored])).toBe('hello, zstd\n'.repeat(3));
    expect(await read(everyByte(stored))).toBe('hello, zstd\n'.repeat(3));
  });

  itWithZstd('unpacks concatenated blocks of the archive', async () => {
    const text = 'GET /one 200\n'.repeat(500);
    const blocks = splitObject(text, { cellBytes: 1_000 });
    const archive = Buffer.concat(blocks.map((block) => encodeBlock(block, { compression: 'zstd' })));
    expect(await read([archive])).toBe(text);
  });

  itWithZstd.each([
    { what: 'frames of several blocks', content: incompressibleBytes(500_000), level: '1' },
    {
      what: 'a frame with a window above its first blocks',
      content: Buffer.alloc(3 << 20, 'tide '),
      level: '19',
    },
  ])('unpacks what the zstd tool packs: $what', async ({ content, level }) => {
    const stored = execFileSync('zstd', ['-c', `-${level}`], { input: content, maxBuffer: 1 << 24 });
    const chunks = Array.from({ length: Math.ceil(stored.length / 1000) }, (_, index) =>
      stored.subarray(index * 1000, (index + 1) * 1000),
    );
    expect((await read(chunks, { maxRatio: 100_000 })) === content.toString('latin1')).toBe(true);
  });

  itWithZstd('rejects zstd truncated at any byte after the first four', async () => {
    const cuts = Array.from(zstd.keys()).filter((length) => length >= 4);
    for (const length of cuts)
      await expect(read([zstd.subarray(0, length)])).rejects.toThrow(CorruptInputError);
  });

  itWithZstd('rejects a skippable frame truncated at any byte after the first four', async () => {
    const cuts = Array.from(skippable.keys()).filter((length) => length >= 4);
    for (const length of cuts) {
      const cut = Buffer.concat([zstd, skippable.subarray(0, length)]);
      await expect(read([cut])).rejects.toThrow('unexpected end of file');
    }
  });

  itWithZstd('rejects other bytes after a frame, and reports their offset', async () => {
    const stored = Buffer.concat([zstd, zstd, Buffer.from('more')]);
    const message = `Other bytes follow the zstd data, at byte ${2 * zstd.length} of the object`;
    await expect(read([stored])).rejects.toThrow(message);
    await expect(read(everyByte(stored))).rejects.toThrow(message);
  });

  itWithZstd('rejects damaged data', async () => {
    const damaged = Buffer.from(zstd);
    damaged.writeUInt8(damaged.readUInt8(zstd.length - 1) ^ 1, zstd.length - 1);
    await expect(read([damaged])).rejects.toThrow('The zstd data is corrupt');
  });

  itWithZstd('rejects an expansion above maxRatio, 500 by default, and accepts one below', async () => {
    const expanding = execFileSync('zstd', ['-c'], { input: Buffer.alloc(4 << 20), maxBuffer: 1 << 24 });
    await expect(read([expanding])).rejects.toThrow('The zstd data expands more than 500 times');
    expect(await read([expanding], { maxRatio: 100_000 })).toHaveLength(4 << 20);
  });

  itWithZstd('passes errors of the source through', async () => {
    function* failing() {
      yield zstd.subarray(0, 10);
      throw new Error('connection reset');
    }
    await expect(read(failing())).rejects.toThrow('connection reset');
  });

  itWithZstd('closes the source when its reader stops early', async () => {
    let isClosed = false;
    function* source() {
      try {
        for (;;) yield zstd;
      } finally {
        isClosed = true;
      }
    }
    for await (const chunk of unpackInput(source())) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await new Promise(setImmediate);
    expect(isClosed).toBe(true);
  });
});
