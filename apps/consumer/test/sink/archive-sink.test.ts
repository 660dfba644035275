import { gunzipSync } from 'node:zlib';
import { decodeRecord } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import { deliveryOf } from '../fakes/delivery-of.js';
import { archiveSink } from '../../src/sink/archive-sink.js';
import { s3Source } from '../../src/sink/source-object.js';
import { sequenceNumberOf } from '../events/stream-event.js';
import { blocksOf, framedBlocksOf } from '../fakes/blocks-of.js';
import { FakeS3, failingS3 } from '@headwaters/test-kit/fake-s3';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const longLines = Buffer.concat([
  Buffer.from('first\n'),
  Buffer.alloc(1_200_000, 'long '),
  Buffer.from('\nlast\n'),
]);
const { signal } = new AbortController();
const content = 'a line\r\n'.repeat(1_000);

async function archive(...payloads: Uint8Array[]) {
  const s3 = new FakeS3({
    objects: { 'uploads/notes.txt': { body: longLines, versionId: 'v1' } },
    chunkBytes: 100_003,
  });
  const sink = archiveSink({ openSource: s3Source(s3.client), s3: s3.client }, 'archive');
  for (const [index, data] of payloads.entries()) await sink.accept(deliveryOf(data, index), signal);
  return s3.objectsIn('archive');
}

describe('archiveSink', () => {
  it('archives blocks unchanged: concatenated in listing order they are a gzip file of the object', async () => {
    const blocks = blocksOf(source, content);
    const objects = await archive(...blocks.toReversed());
    const listed = [...objects.values()].map(({ body }) => body);
    expect(gunzipSync(Buffer.concat(listed)).toString()).toBe(content);
    expect(Buffer.concat(listed)).toEqual(Buffer.concat(blocks));
  });

  it('produces the same archive when everything is delivered twice', async () => {
    const blocks = blocksOf(source, content);
    expect(await archive(...blocks, ...blocks)).toEqual(await archive(...blocks));
  });

  it('archives each framed block: its records, sorted by offset, are the object', async () => {
    const text = 'a1\nb1\na2\nc1\nb2\n';
    const blocks = framedBlocksOf(source, text, 6);
    const objects = await archive(...blocks.toReversed(), ...blocks);
    expect([...objects.keys()]).toEqual([
      'uploads/notes.txt/v1/00000000000000000000.part-0000000-of-2.gz',
      'uploads/notes.txt/v1/00000000000000000000.part-0000001-of-2.gz',
      'uploads/notes.txt/v1/00000000000000000006.part-0000000-of-2.gz',
      'uploads/notes.txt/v1/00000000000000000006.part-0000001-of-2.gz',
      'uploads/notes.txt/v1/00000000000000000012.part-0000000-of-1.gz',
    ]);
    const records = [...objects.values()].flatMap(({ body }) => {
      const decoded = decodeRecord(body);
      return decoded.profile === 'block' ? [...decoded.records()] : [];
    });
    const inOrder = records.sort((a, b) => a.offset - b.offset);
    expect(inOrder.map(({ bytes }) => `${Buffer.from(bytes).toString()}\n`).join('')).toBe(text);
  });

  it.each([
    ['gzip', 'gz', 'application/gzip'],
    ['none', 'gz', 'application/gzip'],
  ] as const)(
    'archives compression %s as .%s, %s, without Content-Encoding',
    async (compression, extension, type) => {
      const [[key, object] = []] = await archive(...blocksOf(source, content, { compression }));
      expect(object?.contentType).toBe(type);
      expect(key).toMatch(new RegExp(`\\.${extension}$`));
      expect(object?.contentEncoding).toBeUndefined();
    },
  );

  it('archives a Kinesis record that is not a block under its position in the stream', async () => {
    const objects = await archive(Buffer.from('plain'));
    const [key] = objects.keys();
    expect(key).toMatch(new RegExp(`^\\+records/records/shardId-0{12}/${sequenceNumberOf(0)}-[0-9a-f]{16}$`));
  });

  it('has a lane for each object that it writes, and one for all references, which need memory for upload parts', () => {
    const { client } = new FakeS3();
    const sink = archiveSink({ openSource: s3Source(client), s3: client }, 'archive');
    const laneOf = (data: Uint8Array, index = 0) => sink.laneOf?.(deliveryOf(data, index));
    const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = blocksOf(source, content);
    expect(laneOf(first)).toBe(laneOf(first, 1));
    expect(laneOf(first)).not.toBe(laneOf(second));
    expect(laneOf(Buffer.from('plain'), 0)).not.toBe(laneOf(Buffer.from('plain'), 1));
    const [, reference = Buffer.alloc(0)] = blocksOf(source, longLines);
    const [, other = Buffer.alloc(0)] = blocksOf({ ...source, key: 'other.txt' }, longLines);
    expect(laneOf(reference)).toBe(laneOf(other));
    expect(laneOf(reference)).not.toBe(laneOf(first));
  });

  it('throws the error of S3', async () => {
    const { client } = failingS3(new Error('SlowDown'));
    const sink = archiveSink({ openSource: s3Source(client), s3: client }, 'archive');
    await expect(sink.accept(deliveryOf(Buffer.from('plain')), signal)).rejects.toThrow('SlowDown');
  });

  it('archives the record of a reference next to it, so that the archive is complete', async () => {
    const blocks = blocksOf(source, longLines);
    const objects = await archive(...blocks);
    expect([...objects.keys()]).toEqual([
      'uploads/notes.txt/v1/00000000000000000000.gz',
      'uploads/notes.txt/v1/00000000000000000006.gz',
      'uploads/notes.txt/v1/00000000000000000006.record.gz',
      'uploads/notes.txt/v1/00000000000001200007.gz',
    ]);
    const listed = [...objects.values()].map(({ body }) => body);
    expect(gunzipSync(Buffer.concat(listed)).equals(longLines)).toBe(true);
    expect(await archive(...blocks, ...blocks)).toEqual(objects);
  });
});
