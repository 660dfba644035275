import { traceObject } from '@headwaters/ledger';
import {
  type FailureClosure,
  type Receipt,
  closureKey,
  closureObject,
  receiptObject,
} from '@headwaters/pipeline-contract';
import { FakeS3 } from '@headwaters/test-kit/fake-s3';
import { describe, expect, it } from '@jest/globals';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const pipeline = {
  ledgerBucket: 'ledger',
  failuresBucket: 'failures',
  consumers: [{ name: 'archive', functionName: 'consumer-archive' }],
};
const receiptOf = (actor: string, outcome: Receipt['outcome']): Receipt => ({
  receiptVersion: 1,
  source,
  actor,
  outcome,
  offset: 0,
  endOffset: 4,
  isLast: true,
  recordCount: 1,
  at: '2026-11-23T10:00:00.000Z',
});

function ledgerOf(...receipts: Receipt[]) {
  const objects = receipts.map(receiptObject).map(({ Key, Body }) => [`ledger/${Key}`, Body] as const);
  return new FakeS3({
    objects: { 'uploads/notes.txt': { body: 'text', versionId: 'v1' }, ...Object.fromEntries(objects) },
  });
}

describe('traceObject', () => {
  it('finds the latest version and traces it from its receipts', async () => {
    const s3 = ledgerOf(receiptOf('producer', 'published'), receiptOf('archive', 'accepted'));
    const trace = await traceObject(s3.client, { bucket: 'uploads', key: 'notes.txt' }, pipeline);
    expect(trace).toMatchObject({ source, sizeBytes: 4, complete: true });
  });

  it('reads failures before receipts, so that a range accepted in between counts as accepted', async () => {
    const s3 = ledgerOf();
    await traceObject(s3.client, source, pipeline);
    const buckets = s3.inputsOf('ListObjectsV2').map(({ Bucket }) => Bucket);
    expect(buckets).toEqual(['failures', 'failures', 'ledger']);
  });

  describe('of a consumer whose gap nothing explains', () => {
    const position = { stream: 'records', shardId: 'shardId-000000000000' };
    const closed = (sequenceNumber: string, rest: Partial<FailureClosure> = {}) => {
      const { Key, Body } = closureObject({
        closureVersion: 1,
        consumer: 'archive',
        ...position,
        sequenceNumber,
        content: 'unreadable',
        outcome: 'discarded',
        reason: 'a broken producer',
        by: 'ada',
        at: `2026-11-23T10:0${sequenceNumber}:00.000Z`,
        ...rest,
      });
      return [`ledger/${Key}`, { body: Body, lastModified: new Date('2026-11-23T10:09:00.000Z') }] as const;
    };
    const traceWith = async (closures: readonly ReturnType<typeof closed>[], ...receipts: Receipt[]) => {
      const s3 = ledgerOf(...receipts);
      const body = Buffer.from('text');
      const lastModified = new Date('2026-11-23T10:00:00.000Z');
      s3.objects.set('uploads/notes.txt', { body, versionId: 'v1', lastModified });
      for (const [path, { body: text, lastModified: at }] of closures)
        s3.objects.set(path, { body: Buffer.from(text), lastModified: at });
      const trace = await traceObject(s3.client, source, pipeline);
      return { unreadable: trace.consumers[0]?.unreadable, lists: s3.inputsOf('ListObjectsV2').length };
    };
    const published = receiptOf('producer', 'published');

    it('lists the damaged Kinesis records that were discarded since the upload, by reason', async () => {
      const { unreadable } = await traceWith(
        [closed('1'), closed('3'), closed('2'), closed('4', { reason: 'a test' })],
        published,
      );
      const key = (sequenceNumber: string) => closureKey('archive', { ...position, sequenceNumber });
      const at = (minute: number) => `2026-11-23T10:0${minute}:00.000Z`;
      expect(unreadable).toEqual([
        {
          state: 'discarded',
          consumer: 'archive',
          why: 'a broken producer, by ada',
          count: 3,
          at: at(3),
          key: key('3'),
        },
        {
          state: 'discarded',
          consumer: 'archive',
          why: 'a test, by ada',
          count: 1,
          at: at(4),
          key: key('4'),
        },
      ]);
    });

    it('leaves out foreign ones, accepted ones, those of another consumer, and older ones', async () => {
      const [path, old] = closed('4');
      const { unreadable } = await traceWith(
        [
          closed('1', { content: 'foreign' }),
          closed('2', { outcome: 'accepted' }),
          closed('3', { consumer: 'audit' }),
          [path, { ...old, lastModified: new Date('2026-11-23T09:59:59.000Z') }],
        ],
        published,
      );
      expect(unreadable).toEqual([]);
    });

    it('does not look for them if the consumer is complete', async () => {
      const complete = await traceWith([closed('1')], published, receiptOf('archive', 'accepted'));
      expect(complete).toEqual({ unreadable: [], lists: 3 });
    });
  });
});
