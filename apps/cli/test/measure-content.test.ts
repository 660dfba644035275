import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { measureContent } from '../src/measure-content.js';

const byteByByte = (bytes: Uint8Array) => Readable.from([...bytes].map((byte) => Buffer.of(byte)));

describe('measureContent', () => {
  it.each([
    ['', 0],
    ['a', 1],
    ['a\n', 1],
    ['a\nb', 2],
    ['\n\n', 2],
    ['a\r\nb\r\n\r\nc', 4],
  ])('%j has %i lines, plain or gzip, split at every byte', async (text, records) => {
    const measure = {
      bytes: text.length,
      records,
      sha256: createHash('sha256').update(text).digest('hex'),
    };
    expect(await measureContent(byteByByte(Buffer.from(text)))).toEqual(measure);
    expect(await measureContent(byteByByte(gzipSync(text)))).toEqual(measure);
  });

  it('rejects gzip that ends early', async () => {
    await expect(measureContent(byteByByte(gzipSync('a\n').subarray(0, 15)))).rejects.toThrow(/gzip/i);
  });
});
