import { gunzipSync } from 'node:zlib';
import { decodeRecord } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import { readDelivery } from '../../src/delivery.js';
import { archiveSink } from '../../src/sink/archive-sink.js';
import { sequenceNumberOf, streamEventRecord } from '../events/stream-event.js';
import { blocksOf, framedBlocksOf } from '../fakes/blocks-of.js';
import { fakeBucket } from '../fakes/fake-bucket.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const longLines = Buffer.concat([
  Buffer.from('first\n'),
  Buffer.alloc(1_200_000, 'long '),
  Buffer.from('\nlast\n'),
]);
const content = 'a line\r\n'.repeat(1_000);

async function archive(...payloads: Uint8Array[]) {
  const { s3, objects } = fakeBucket({ sources: { [source.key]: longLines } });
  const sink = archiveSink(s3, 'archive');
  for (const [index, data] of payloads.entries())
    await sink.accept(readDelivery(streamEventRecord(data, index)));
  return objects;
}

describe('archiveSink', () => {
  it('keeps blocks as they are: in the order of a listing they are a gzip file of the object', async () => {
    const blocks = blocksOf(source, content);
    const objects = await archive(...blocks.toReversed());
    const listed = [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { body }]) => body);
    expect(gunzipSync(Buffer.concat(listed)).toString()).toBe(content);
    expect(Buffer.concat(listed)).toEqual(Buffer.concat(blocks));
  });

  it('gives the same archive when everything is delivered again', async () => {
    const blocks = blocksOf(source, content);
    expect(await archive(...blocks, ...blocks)).toEqual(await archive(...blocks));
  });

  it('keeps framed blocks apart: put in place by their offsets, their records are the object', async () => {
    const text = 'a1\nb1\na2\nc1\nb2\n';
    const blocks = framedBlocksOf(source, text, 6);
    const objects = await archive(...blocks.toReversed(), ...blocks);
    expect([...objects.keys()].sort()).toEqual([
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
    'stores %s as .%s, %s, without an encoding that a reader would undo',
    async (compression, extension, type) => {
      const [[key, object] = []] = await archive(...blocksOf(source, content, { compression }));
      expect(object).toMatchObject({ Bucket: 'archive', ContentType: type });
      expect(key).toMatch(new RegExp(`\\.${extension}$`));
      expect(object).not.toHaveProperty('ContentEncoding');
    },
  );

  it('keeps a record that is not a block under its place on the stream', async () => {
    const objects = await archive(Buffer.from('plain'));
    expect([...objects.keys()]).toEqual([`+records/records/shardId-000000000000/${sequenceNumberOf(0)}`]);
  });

  it('fails when S3 does', async () => {
    const sink = archiveSink(fakeBucket({ failWith: new Error('SlowDown') }).s3, 'archive');
    await expect(sink.accept(readDelivery(streamEventRecord(Buffer.from('plain'))))).rejects.toThrow(
      'SlowDown',
    );
  });

  it('reads back what a reference stands for, so that the archive is whole', async () => {
    const blocks = blocksOf(source, longLines);
    const objects = await archive(...blocks);
    expect([...objects.keys()].sort()).toEqual([
      'uploads/notes.txt/v1/00000000000000000000.gz',
      'uploads/notes.txt/v1/00000000000000000006.gz',
      'uploads/notes.txt/v1/00000000000000000006.record.gz',
      'uploads/notes.txt/v1/00000000000001200007.gz',
    ]);
    const listed = [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { body }]) => body);
    expect(gunzipSync(Buffer.concat(listed)).equals(longLines)).toBe(true);
    expect(await archive(...blocks, ...blocks)).toEqual(objects);
  });
});
