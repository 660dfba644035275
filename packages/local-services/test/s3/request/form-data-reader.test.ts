import { describe, expect, it } from '@jest/globals';
import { FormDataReader, boundaryOf } from '../../../src/s3/request/form-data-reader.js';

const file = 'line\r\n--bound\r\n--boundar\r\n\r\n\0\u00ff--boundary';

const form =
  'preamble\r\n--boundary\r\nContent-Disposition: form-data; name="Key"\r\n\r\nfolder/${filename}\r\n' +
  '--boundary\r\nContent-Disposition: form-data; name="x-amz-meta-a"\r\nContent-Type: text/plain\r\n\r\n\r\n' +
  '--boundary\r\ncontent-disposition: form-data; filename="a b.txt"; name="file"\r\nContent-Type: text/plain\r\n\r\n' +
  `${file}\r\n--boundary\r\nContent-Disposition: form-data; name="submit"\r\n\r\nUpload\r\n--boundary--\r\n`;

async function* pieces(bytes: Buffer, ...cuts: number[]): AsyncGenerator<Buffer> {
  const places = [0, ...cuts, bytes.length];
  for (const [index, start] of places.slice(0, -1).entries()) {
    yield await Promise.resolve(bytes.subarray(start, places[index + 1]));
  }
}

async function read(chunks: AsyncIterable<Buffer>, boundary = 'boundary') {
  const reader = new FormDataReader(chunks, boundary);
  const { fields, fileName } = await reader.readFields();
  const data: Buffer[] = [];
  for await (const chunk of reader.readFile()) data.push(Buffer.from(chunk));
  return { fields: Object.fromEntries(fields), fileName, file: Buffer.concat(data).toString('latin1') };
}

describe('FormDataReader', () => {
  const bytes = Buffer.from(form, 'latin1');

  it('reads fields and file, split in two at every byte', async () => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(await read(pieces(bytes, cut))).toEqual({
        fields: { key: 'folder/${filename}', 'x-amz-meta-a': '' },
        fileName: 'a b.txt',
        file,
      });
    }
  });

  it('reads fields and file one byte at a time', async () => {
    const everywhere = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1);
    expect((await read(pieces(bytes, ...everywhere))).file).toBe(file);
  });

  it('refuses a body that ends before the boundary after the file', async () => {
    const end =
      bytes.indexOf('\r\n--boundary\r\nContent-Disposition: form-data; name="submit"') +
      '\r\n--boundary'.length;
    for (let length = 0; length < end; length++) {
      await expect(read(pieces(bytes.subarray(0, length)))).rejects.toMatchObject({
        code: 'MalformedPOSTRequest',
      });
    }
  });

  it('refuses a form without a file, and one with more than 20 KiB before it', async () => {
    const field = (value: string) =>
      `--boundary\r\nContent-Disposition: form-data; name="a"\r\n\r\n${value}\r\n`;
    const without = pieces(Buffer.from(`${field('x')}--boundary--\r\n`));
    await expect(read(without)).rejects.toMatchObject({ code: 'InvalidArgument' });
    const large = pieces(Buffer.from(field('x'.repeat(30_000))), 10_000, 25_000);
    await expect(read(large)).rejects.toMatchObject({ code: 'MaxPostPreDataLengthExceeded' });
  });
});

describe('boundaryOf', () => {
  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['multipart/form-data; charset=utf-8; boundary="a b"', 'a b'],
  ])('reads %s', (contentType, boundary) => {
    expect(boundaryOf(contentType)).toBe(boundary);
  });

  it.each([
    undefined,
    'text/plain; boundary=abc',
    'multipart/form-data',
    `multipart/form-data; boundary=${'b'.repeat(71)}`,
  ])('refuses %s', (contentType) => {
    expect(() => boundaryOf(contentType)).toThrow(expect.objectContaining({ code: 'MalformedPOSTRequest' }));
  });
});
