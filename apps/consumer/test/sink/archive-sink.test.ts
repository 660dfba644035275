import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readDelivery } from '../../src/delivery/read-delivery.js';
import { archiveSink } from '../../src/sink/archive-sink.js';
import { sequenceNumberOf, streamEventRecord } from '../events/stream-event.js';
import { blocksOf } from '../fakes/blocks-of.js';
import { fakeBucket } from '../fakes/fake-bucket.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const content = 'a line\r\n'.repeat(1_000);

async function archive(...payloads: Uint8Array[]) {
  const { s3, objects } = fakeBucket();
  const sink = archiveSink(s3, 'archive');
  for (const [index, data] of payloads.entries())
    await sink.accept(readDelivery(streamEventRecord(data, index)));
  return objects;
}

describe('archiveSink', () => {
  it('keeps blocks as they are: in the order of a listing they are a gzip file of the object', async () => {
    const blocks = blocksOf(source, content);
    const objects = await archive(...blocks.toReversed());
    const listed = [...objects]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { Body }]) => Body as Uint8Array);
    expect(gunzipSync(Buffer.concat(listed)).toString()).toBe(content);
    expect(Buffer.concat(listed)).toEqual(Buffer.concat(blocks));
  });

  it('gives the same archive when everything is delivered again', async () => {
    const blocks = blocksOf(source, content);
    expect(await archive(...blocks, ...blocks)).toEqual(await archive(...blocks));
  });

  it.each([
    ['gzip', 'gz', 'application/gzip'],
    ['none', 'gz', 'application/gzip'],
  ] as const)(
    'stores %s as .%s, %s, without an encoding that a reader would undo',
    async (compression, extension, type) => {
      const [object] = (await archive(...blocksOf(source, content, { compression }))).values();
      expect(object).toMatchObject({ Bucket: 'archive', ContentType: type });
      expect(object?.Key).toMatch(new RegExp(`\\.${extension}$`));
      expect(object).not.toHaveProperty('ContentEncoding');
    },
  );

  it('keeps a record that is not a block under its place on the stream', async () => {
    const objects = await archive(Buffer.from('plain'));
    expect([...objects.keys()]).toEqual([`+records/records/shardId-000000000000/${sequenceNumberOf(0)}`]);
  });

  it('fails when S3 does', async () => {
    const sink = archiveSink(fakeBucket({ failures: 1 }).s3, 'archive');
    await expect(sink.accept(readDelivery(streamEventRecord(Buffer.from('plain'))))).rejects.toThrow(
      'SlowDown',
    );
  });
});
