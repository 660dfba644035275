import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { type ContentRules, lineRules, measureContent } from '../../src/pipeline/measure-content.js';

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

  const csv: ContentRules = { ...lineRules, recordLayout: 'csv' };

  it.each([
    ['', 0],
    ['a,b', 1],
    ['a,"b\nb"\nc', 2],
    ['a,"b""\n"\r\n', 1],
    ['\n"\n"', 2],
    // A quote inside of an unquoted field is text.
    ['5" pipe,1\n6" pipe,2\n', 2],
    ['a,5"\n,"6\n"\n', 2],
    ['"a"b"\n"c"\n', 2],
    ['\uFEFF"a\nb"\nc\n', 2],
  ])('counts the CSV rows of %j as %i, in chunks of one byte', async (text, records) => {
    expect(await measureContent(byteByByte(Buffer.from(text)), csv)).toMatchObject({ records });
  });

  it.each([
    [';', 'a;"b\nb"\n', 1],
    ['tab', 'a\t"b\nb"\n', 1],
    ['|', 'a|"b\nb"\n', 1],
    ['|', 'a,"b\nb"\n', 2],
    ['auto', 'a;b;c\n1;"x\ny";3\n', 2],
    ['auto', 'a,b,c\n1,"x\ny",3\n', 2],
  ] as const)('counts CSV rows with the delimiter %j: %j', async (csvDelimiter, text, records) => {
    expect(await measureContent(byteByByte(Buffer.from(text)), { ...csv, csvDelimiter })).toMatchObject({
      records,
    });
  });

  it.each([
    ['utf-16', '\uFEFF\u010C\n\u0A00b\n', 2],
    ['auto', '\uFEFF\u010C\n\u0A00b\n', 2],
    ['utf-16', 'a\n\u010Ab', 2],
    ['auto', 'number,name\n1,\u010Ab', 2],
  ] as const)(
    'counts the lines of UTF-16 with encoding %s by characters, not bytes',
    async (encoding, text, records) => {
      const little = Buffer.from(text, 'utf16le');
      const rules = { ...lineRules, encoding };
      expect(await measureContent(byteByByte(little), rules)).toMatchObject({
        records,
        bytes: little.length,
      });
      if (text.startsWith('\uFEFF'))
        expect(await measureContent(byteByByte(little.swap16()), rules)).toMatchObject({ records });
    },
  );

  it('passes on each record with its terminator', async () => {
    const records: string[] = [];
    const collect = (record: Uint8Array) => records.push(Buffer.from(record).toString());
    await measureContent(byteByByte(Buffer.from('a\r\n\nb')), lineRules, collect);
    expect(records).toEqual(['a\r\n', '\n', 'b']);
  });

  it('counts a whole file as 1 record, and an empty file as 0', async () => {
    const whole: ContentRules = { ...lineRules, recordLayout: 'whole' };
    expect(await measureContent(byteByByte(Buffer.from('a\nb\n')), whole)).toMatchObject({ records: 1 });
    expect(await measureContent(byteByByte(Buffer.alloc(0)), whole)).toMatchObject({ records: 0 });
  });

  it('does not unpack a file of a binary rule', async () => {
    const packed = gzipSync('a\nb\n');
    const binary: ContentRules = { ...lineRules, recordLayout: 'whole', binary: true };
    expect(await measureContent(byteByByte(packed), binary)).toMatchObject({ bytes: packed.length });
  });

  it('rejects truncated gzip', async () => {
    await expect(measureContent(byteByByte(gzipSync('a\n').subarray(0, 15)))).rejects.toThrow(/gzip/i);
  });
});
