import { gunzipSync } from 'node:zlib';
import { parseArchiveKey } from '@headwaters/pipeline-contract';
import { carriedBlock, decodeRecord } from '@headwaters/record-codec';
import { FakeS3, type FakeObject } from '@headwaters/test-kit/fake-s3';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { consumeBatch } from '../../src/batch/consume-batch.js';
import { archiveSink } from '../../src/sink/archive-sink.js';
import { s3Source } from '../../src/sink/source-object.js';
import { enoughMillis, fakeConsumer } from '../fakes/fake-consumer.js';
import { eventOf, sentRecords, wires, type SentRecord } from '../fakes/wire-entries.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
/** 4 blocks, and a line that is sent as a reference. */
const upload = Buffer.concat([
  Buffer.from(Array.from({ length: 300 }, (_, index) => `line ${index}\r\n`).join('')),
  Buffer.alloc(1_100_000, 'long '),
  Buffer.from('\n\nlast'),
]);

/** Consumes batches of Kinesis records with the archive sink. Returns what is archived, by key, in listing order. */
async function archive(...batches: readonly (readonly SentRecord[])[]): Promise<Map<string, FakeObject>> {
  const s3 = new FakeS3({ objects: { 'uploads/notes.txt': { body: upload, versionId: 'v1' } } });
  const consumer = {
    ...fakeConsumer({ findSource: () => Promise.resolve(source) }),
    sink: archiveSink({ openSource: s3Source(s3.client), s3: s3.client }, 'archive'),
  };
  for (const batch of batches) {
    const { batchItemFailures } = await consumeBatch(eventOf(batch), consumer, enoughMillis);
    expect(batchItemFailures).toEqual([]);
  }
  return s3.objectsIn('archive');
}

/** What `zcat` of the listing prints. */
const zcat = (objects: Map<string, FakeObject>) =>
  gunzipSync(Buffer.concat(Array.from(objects.values(), ({ body }) => body)));

/** The reader's rule: in listing order, skip what a range has in common with those before it. */
function skipOverlaps(objects: Map<string, FakeObject>): Buffer {
  const pieces: Buffer[] = [];
  let position = 0;
  for (const [key, { body }] of objects) {
    const { offset = NaN } = parseArchiveKey(key) ?? {};
    const bytes = gunzipSync(body);
    expect(offset).toBeLessThanOrEqual(position);
    pieces.push(bytes.subarray(Math.min(bytes.length, position - offset)));
    position = Math.max(position, offset + bytes.length);
  }
  return Buffer.concat(pieces);
}

describe('archiveSink, of any wire', () => {
  it.each(
    wires.flatMap((wire) => (['keep', 'remove'] as const).map((terminator) => [wire, terminator] as const)),
  )('%s with terminator %s: zcat of the listing is the upload', async (wire, terminator) => {
    const sent = sentRecords(wire, source, upload, { terminator });
    expect(zcat(await archive(sent)).equals(upload)).toBe(true);
  });

  it('has the same keys and bytes for block and kpl', async () => {
    const [block, kpl] = await Promise.all(
      (['block', 'kpl'] as const).map((wire) => archive(sentRecords(wire, source, upload))),
    );
    expect([...(kpl?.keys() ?? [])]).toEqual([...(block?.keys() ?? [])]);
    expect(kpl).toEqual(block);
  });

  it('has one object per run of plain records, with both ends in its key, and one per reference', async () => {
    const objects = await archive(sentRecords('plain', source, upload));
    const names = Array.from(objects.keys(), (key) => key.slice(key.lastIndexOf('/') + 1));
    expect(names).toEqual([
      '00000000000000000000-00000000000000002890.gz',
      '00000000000000002890.gz',
      '00000000000000002890.record.gz',
      '00000000000001102891-00000000000001102896.gz',
    ]);
  });

  it('kpl, divided by a field: archives parts that a reader can reassemble by offset', async () => {
    const text = 'a1\nb1\na2\nc1\nb2\n';
    const objects = await archive(sentRecords('kpl', source, text, { divided: true, cellBytes: 6 }));
    const block = await archive(sentRecords('block', source, text, { divided: true, cellBytes: 6 }));
    expect(objects).toEqual(block);
    const records = Array.from(objects.values(), ({ body }) => carriedBlock(decodeRecord(body), ''));
    expect(records.map((carried) => carried?.part?.count)).toEqual([2, 2, 2, 2, 1]);
  });

  const text = 'one\ntwo\r\nthree\n\nfive\n\n\nlast line without terminator';

  it('is the same when everything is delivered twice', async () => {
    for (const wire of wires) {
      const sent = sentRecords(wire, source, text, { cellBytes: 8 });
      expect(await archive(sent, sent)).toEqual(await archive(sent));
    }
  });

  it('gives the upload in every wire, however batches are cut and repeated, to a reader that skips overlaps', async () => {
    const cuts = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 6 });
    const property = fc.asyncProperty(
      fc.constantFrom(...wires),
      cuts,
      fc.boolean(),
      async (wire, list, removes) => {
        const terminator = removes ? 'remove' : 'keep';
        const sent = sentRecords(wire, source, text, { cellBytes: 8, terminator });
        const parts = list.map(([a, b]) => sent.slice(Math.min(a, b), Math.max(a, b)));
        const middle = Math.ceil(sent.length / 2);
        // Bisected: both halves, and other parts before and after.
        const batches = [...parts.slice(0, 3), sent.slice(0, middle), sent.slice(middle), ...parts.slice(3)];
        expect(skipOverlaps(await archive(...batches)).toString()).toBe(text);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  it('archives foreign records of the same sequence number separately, in one batch or in several', async () => {
    const sent = ['a', 'b', 'a'].map((text) => ({ partitionKey: 'key', data: Buffer.from(text) }));
    const event = eventOf(sent);
    for (const { kinesis } of event.Records) kinesis.sequenceNumber = '7';
    const s3 = new FakeS3();
    const sink = archiveSink({ openSource: s3Source(s3.client), s3: s3.client }, 'archive');
    const consumer = { ...fakeConsumer(), sink };
    await consumeBatch(event, consumer, enoughMillis);
    const together = s3.objectsIn('archive');
    expect(Array.from(together.values(), ({ body }) => body.toString()).sort()).toEqual(['a', 'b']);
    for (const record of event.Records) await consumeBatch({ Records: [record] }, consumer, enoughMillis);
    expect([...s3.objectsIn('archive').keys()]).toEqual([...together.keys()]);
  });
});
