import { gzipSync } from 'node:zlib';
import { maxBlockRawBytes } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import { readHeader } from '../../src/object/read-content.js';
import { fakePublication } from '../fakes/fake-publication.js';
import { bodyOf, fakeS3 } from '../fakes/fake-s3.js';

const upload = { source: { bucket: 'uploads', key: 'table.csv' } };

function header(content: Uint8Array | string, chunkBytes = content.length): Promise<string> {
  const bytes = Buffer.from(content);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, index) =>
    bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  );
  const { s3 } = fakeS3(() => bodyOf(chunks));
  const publication = fakePublication(s3, () => Promise.resolve([]));
  return readHeader(upload, { ...publication, onBytesRead: () => undefined }).then((row) =>
    Buffer.from(row).toString(),
  );
}

describe('readHeader', () => {
  it.each([
    ['a row', 'id,user\n7,ann\n', 'id,user\n'],
    ['a row with a newline between quotes', '"id\nno",user\r\n7,ann\n', '"id\nno",user\r\n'],
    ['a row without an end', 'id,user', 'id,user'],
    ['nothing of an empty object', '', ''],
    ['nothing of a row too long to travel', `${'x'.repeat(maxBlockRawBytes + 1)}\n7,ann\n`, ''],
  ])('gives %s', async (_, content, row) => {
    expect(await header(content)).toBe(row);
  });

  it('gives the first row of gzip', async () => {
    expect(await header(gzipSync('id,user\n7,ann\n'))).toBe('id,user\n');
  });

  it('gives it however the bytes arrive', async () => {
    for (let chunkBytes = 1; chunkBytes <= 15; chunkBytes++) {
      expect(await header('"id\nno",user\n7,ann\n', chunkBytes)).toBe('"id\nno",user\n');
    }
  });
});
