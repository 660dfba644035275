import { gzipSync } from 'node:zlib';
import { describe, expect, it, jest } from '@jest/globals';
import { readContent } from '../../src/object/read-content.js';
import { Deadline } from '../../src/time.js';
import { FakeClock } from '../fakes/fake-clock.js';
import { bodyOf, fakeS3 } from '../fakes/fake-s3.js';

const upload = { source: { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' } };
const text = 'a line that packs well\n'.repeat(500);

/** Reads from an offset of an object that arrives in chunks of this size. */
async function read(stored: Buffer, startOffset: number, chunkBytes = stored.length) {
  const { s3, requests } = fakeS3(({ Range }) => {
    const rest = stored.subarray(Number(/\d+/.exec(Range ?? '0')?.[0]));
    return bodyOf(
      Array.from({ length: Math.ceil(rest.length / chunkBytes) }, (_, index) =>
        rest.subarray(index * chunkBytes, (index + 1) * chunkBytes),
      ),
    );
  });
  const clock = new FakeClock();
  const onBytesRead = jest.fn<(count: number) => void>();
  const reading = { s3, clock, random: () => 0.5, deadline: new Deadline(clock, 60_000), onBytesRead };
  const chunks = [];
  for await (const chunk of readContent(upload, reading, startOffset)) chunks.push(chunk);
  const bytesRead = onBytesRead.mock.calls.reduce((sum, [count]) => sum + count, 0);
  return { content: Buffer.concat(chunks).toString(), ranges: requests.map(({ Range }) => Range), bytesRead };
}

describe('readContent', () => {
  it.each([1, 2, 7, 100_000])(
    'unpacks gzip that arrives in chunks of %i bytes, from any offset on',
    async (chunkBytes) => {
      for (const offset of [0, 1, 6_000, text.length - 1, text.length]) {
        const { content } = await read(gzipSync(text), offset, chunkBytes);
        expect(content).toBe(text.slice(offset));
      }
    },
  );

  it('passes plain bytes on, and asks S3 for no more than it needs to begin later', async () => {
    const plain = Buffer.from(text);
    expect(await read(plain, 0)).toEqual({ content: text, ranges: [undefined], bytesRead: text.length });
    const later = await read(plain, 6_000);
    expect(later.content).toBe(text.slice(6_000));
    expect(later.ranges).toEqual([undefined, 'bytes=6000-']);
    expect(later.bytesRead).toBe(text.length - 6_000);
  });

  it.each(['', '\x1f', '\x1fx'])('takes %j for plain bytes', async (content) => {
    expect((await read(Buffer.from(content, 'latin1'), 0)).content).toBe(content);
  });
});
