import { describe, expect, it } from '@jest/globals';
import { boundaryOf, FormDataReader } from '../../../src/s3/protocol/form-data-reader.js';

const file = 'line\r\n--bound\r\n--boundar\r\n\r\n\0\u00ff--boundary';

const form =
  'preamble\r\n--boundary\r\nContent-Disposition: form-data; name="Key"\r\n\r\nfolder/${filename}\r\n' +
  '--boundary\r\nContent-Disposition: form-data; name="x-amz-meta-a"\r\nContent-Type: text/plain\r\n\r\n\r\n' +
  '--boundary\r\ncontent-disposition: form-data; filename="a b.txt"; name="file"\r\nContent-Type: text/plain\r\n\r\n' +
  `${file}\r\n--boundary\r\nContent-Disposition: form-data; name="submit"\r\n\r\nUpload\r\n--boundary--\r\n`;

const part = (names: string, value: string) =>
  `--boundary\r\nContent-Disposition: form-data; ${names}\r\n\r\n${value}\r\n`;
const filePart = part('name="file"; filename="a.txt"', 'content');

async function* split(bytes: Buffer, ...cuts: number[]): AsyncGenerator<Buffer> {
  const offsets = [0, ...cuts, bytes.length];
  for (const [index, start] of offsets.slice(0, -1).entries()) {
    yield await Promise.resolve(bytes.subarray(start, offsets[index + 1]));
  }
}

async function read(chunks: AsyncIterable<Buffer>, boundary = 'boundary') {
  const reader = new FormDataReader(chunks, boundary);
  const { fields, fileName } = await reader.readFields();
  const data: Buffer[] = [];
  for await (const chunk of reader.readFile()) data.push(Buffer.from(chunk));
  return { fields: Object.fromEntries(fields), fileName, file: Buffer.concat(data).toString('latin1') };
}

const readForm = (...parts: string[]) => read(split(Buffer.from(`${parts.join('')}--boundary--\r\n`)));

describe('FormDataReader', () => {
  const bytes = Buffer.from(form, 'latin1');

  it('reads fields and file of a form that is split at every byte', async () => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(await read(split(bytes, cut))).toEqual({
        fields: { key: 'folder/${filename}', 'x-amz-meta-a': '' },
        fileName: 'a b.txt',
        file,
      });
    }
  });

  it('reads the file of a form that arrives one byte at a time', async () => {
    const everywhere = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1);
    expect((await read(split(bytes, ...everywhere))).file).toBe(file);
  });

  it('rejects a body that ends before the boundary after the file, and accepts one that ends there', async () => {
    const end =
      bytes.indexOf('\r\n--boundary\r\nContent-Disposition: form-data; name="submit"') +
      '\r\n--boundary'.length;
    for (let length = 0; length < end; length++) {
      await expect(read(split(bytes.subarray(0, length)))).rejects.toMatchObject({
        code: 'MalformedPOSTRequest',
      });
    }
    expect((await read(split(bytes.subarray(0, end)))).file).toBe(file);
  });

  it('ignores fields and files after the file', async () => {
    const late = [part('name="key"', 'late'), part('name="file"; filename="b.txt"', 'late')];
    expect(await readForm(filePart, ...late)).toEqual({ fields: {}, fileName: 'a.txt', file: 'content' });
  });

  it('reads names and values in UTF-8, and does not decode percent signs or drop folders', async () => {
    const names = 'name="file"; filename="C:/grüße/a%20😀.txt"';
    expect(await readForm(part('name="KEY"', 'grüße 😀'), part(names, 'x'))).toMatchObject({
      fields: { key: 'grüße 😀' },
      fileName: 'C:/grüße/a%20😀.txt',
    });
  });

  it('reads a file of 3 MB while its form is still arriving', async () => {
    const content = 'x'.repeat(3_000_000);
    const large = Buffer.from(`${part('name="file"; filename="a.txt"', content)}--boundary--\r\n`);
    const cuts = Array.from(
      { length: Math.floor(large.length / 65_536) },
      (_, index) => (index + 1) * 65_536,
    );
    expect((await read(split(large, ...cuts))).file).toHaveLength(3_000_000);
  });

  it('rejects a form without a file', async () => {
    await expect(readForm(part('name="a"', 'x'))).rejects.toMatchObject({ code: 'InvalidArgument' });
  });

  it('rejects a field without a name', async () => {
    await expect(readForm(part('filename="x"', 'x'), filePart)).rejects.toMatchObject({
      code: 'MalformedPOSTRequest',
    });
  });

  it.each([
    ['one chunk', []],
    ['three chunks', [10_000, 19_000]],
  ])('accepts 20 KiB up to the content of the file and rejects one byte more, in %s', async (_name, cuts) => {
    const fileHead = filePart.slice(0, filePart.indexOf('content'));
    const room = 20 * 1024 - Buffer.byteLength(fileHead) - Buffer.byteLength(part('name="a"', ''));
    const formWith = (length: number) =>
      split(Buffer.from(`${part('name="a"', 'x'.repeat(length))}${filePart}--boundary--\r\n`), ...cuts);
    expect((await read(formWith(room))).file).toBe('content');
    await expect(read(formWith(room + 1))).rejects.toMatchObject({ code: 'MaxPostPreDataLengthExceeded' });
  });

  it('counts all fields together against the limit of 20 KiB', async () => {
    const fields = Array.from({ length: 3 }, (_, index) => part(`name="${index}"`, 'x'.repeat(10_000)));
    await expect(readForm(...fields, filePart)).rejects.toMatchObject({
      code: 'MaxPostPreDataLengthExceeded',
    });
  });
});

describe('boundaryOf', () => {
  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['multipart/form-data; charset=utf-8; boundary="a b"', 'a b'],
    [`multipart/form-data; boundary=${'b'.repeat(70)}`, 'b'.repeat(70)],
  ])('reads %s', (contentType, boundary) => {
    expect(boundaryOf(contentType)).toBe(boundary);
  });

  it.each(['multipart/form-data', `multipart/form-data; boundary=${'b'.repeat(71)}`])(
    'rejects %s',
    (contentType) => {
      expect(() => boundaryOf(contentType)).toThrow(
        expect.objectContaining({ code: 'MalformedPOSTRequest' }),
      );
    },
  );

  it.each([undefined, 'text/plain; boundary=abc'])(
    'rejects the type %s, as LocalStack recorded in test_post_object_with_wrong_content_type',
    (contentType) => {
      const refusal = {
        code: 'PreconditionFailed',
        status: 412,
        details: { Condition: 'Bucket POST must be of the enclosure-type multipart/form-data' },
      };
      expect(() => boundaryOf(contentType)).toThrow(expect.objectContaining(refusal));
    },
  );
});
