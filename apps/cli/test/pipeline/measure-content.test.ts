import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { measureContent } from '../../src/pipeline/measure-content.js';

const byteByByte = (bytes: Uint8Array) => Readable.from([...bytes].map((byte) => Buffer.of(byte)));

describe('measureContent', () => {
  it.each([
    ['', 0],
    ['a', 1],
    ['a\n', 1],
    ['a\nb', 2],
    ['\n\n', 2],
    ['a\r\nb\r\n\r\nc', 4],
  ])('counts the lines of %j as %i, plain or gzip, in chunks of one byte', async (text, records) => {
    const measure = {
      bytes: text.length,
      records,
      sha256: createHash('sha256').update(text).digest('hex'),
    };
    expect(await measureContent(byteByByte(Buffer.from(text)))).toEqual(measure);
    expect(await measureContent(byteByByte(gzipSync(text)))).toEqual(measure);
  });

  it.each([
    ['', 0],
    ['a,b', 1],
    ['a,"b\nb"\nc', 2],
    ['a,"b""\n"\r\n', 1],
    ['\n"\n"', 2],
  ])('counts the CSV rows of %j as %i, in chunks of one byte', async (text, records) => {
    expect(await measureContent(byteByByte(Buffer.from(text)), 'csv')).toMatchObject({ records });
  });

  it('counts a whole file as 1 record, and an empty file as 0', async () => {
    expect(await measureContent(byteByByte(Buffer.from('a\nb\n')), 'whole')).toMatchObject({ records: 1 });
    expect(await measureContent(byteByByte(Buffer.alloc(0)), 'whole')).toMatchObject({ records: 0 });
  });

  it('rejects truncated gzip', async () => {
    await expect(measureContent(byteByByte(gzipSync('a\n').subarray(0, 15)))).rejects.toThrow(/gzip/i);
  });
});
