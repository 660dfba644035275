import { collectFailures } from '@headwaters/ledger';
import type { QuarantinedRecord } from '@headwaters/pipeline-contract';
import { type BlockSource, BlockSplitter, encodeBlock, regroupBlock } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import { failedBatchText } from '../support/failed-batch-text.js';
import { FakeS3, type FakeObjectInput } from '@headwaters/test-kit/fake-s3';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const uploadedAt = new Date('2026-11-23T10:00:00.000Z');

/** Keys as Lambda makes them. */
const batchKey = (id: string | number, at = '2026/11/23/2026-11-23T10.00.00') =>
  `aws/lambda/mapping/shardId-000000000001/${at}-${id}`;
const uploadKey = (id: string | number) => `aws/lambda/async/producer/2026/11/23/2026-11-23T10.01.00-${id}`;

function blocksOf(of: BlockSource): Uint8Array[] {
  const splitter = new BlockSplitter({ source: of, cellBytes: 1_024 });
  const lines = Buffer.from(`${'x'.repeat(99)}\n`.repeat(20));
  return [...splitter.push(lines), ...splitter.end()].map((block) =>
    encodeBlock(block, { compression: 'gzip' }),
  );
}

const blocks = blocksOf(source);
const damaged = Buffer.from(blocks[0] ?? []).fill(0, 30, 40);

function collect(failures: Record<string, FakeObjectInput>) {
  const objects = Object.fromEntries(
    Object.entries(failures).map(([key, object]) => [`failures/${key}`, object]),
  );
  return collectFailures(new FakeS3({ objects }).client, 'failures', { source, uploadedAt });
}

const batch = (records: readonly Uint8Array[], lastModified = uploadedAt) => ({
  body: failedBatchText(records),
  lastModified,
});

describe('collectFailures', () => {
  it('returns the ranges of the blocks of this version only', async () => {
    const others = [...blocksOf({ ...source, versionId: 'v2' }), Buffer.from('a foreign record')];
    const { deadLetters, unreadable } = await collect({ [batchKey(1)]: batch([...others, ...blocks]) });
    expect(deadLetters).toEqual([
      {
        functionName: 'consumer-archive',
        at: '2026-11-23T10:00:00.000Z',
        why: 'RetryAttemptsExhausted, invocations: 6',
        ranges: [
          { start: 0, end: 1_100 },
          { start: 1_100, end: 2_000 },
        ],
        divided: [],
      },
    ]);
    expect(unreadable).toEqual([]);
  });

  it('returns framed blocks as parts of their ranges', async () => {
    const splitter = new BlockSplitter({ source, cellBytes: 1_024 });
    const [block] = [...splitter.push(Buffer.from('a1\nb1\na2\n')), ...splitter.end()];
    const keyOf = (record: Uint8Array) => String(record[0]);
    const parts = block === undefined ? [] : regroupBlock(block, { keyOf, slotCount: 1_000 });
    const [, second] = parts.map((part) => encodeBlock(part));
    const { deadLetters } = await collect({
      [batchKey(1)]: batch(second === undefined ? [] : [second]),
    });
    expect(deadLetters).toMatchObject([
      { ranges: [], divided: [{ offset: 0, endOffset: 9, count: 2, indexes: [1] }] },
    ]);
  });

  it('counts damaged Kinesis records and returns the key of their batch', async () => {
    const { deadLetters, unreadable } = await collect({ [batchKey(1)]: batch([damaged, damaged]) });
    expect({ deadLetters, unreadable }).toMatchObject({
      deadLetters: [],
      unreadable: [{ count: 2, key: batchKey(1) }],
    });
  });

  it('skips objects that are older than the upload, under another prefix, or not failure records', async () => {
    const failures = await collect({
      [batchKey(1)]: batch(blocks, new Date(uploadedAt.getTime() - 1)),
      'elsewhere/1': batch(blocks),
      [batchKey(2)]: { body: 'notes', lastModified: uploadedAt },
    });
    expect(failures).toEqual({ deadLetters: [], quarantined: [], unreadable: [], uploads: [] });
  });

  describe('of quarantined Kinesis records', () => {
    const quarantined = (record: Partial<QuarantinedRecord>, lastModified = uploadedAt) => ({
      body: JSON.stringify({
        quarantineVersion: 1,
        consumer: 'archive',
        at: '2026-11-23T10:05:00.000Z',
        reason: { kind: 'killed', code: 'HEADWATERS_RECORD_KILLED', message: 'out of memory' },
        stream: 'stream',
        shardId: 'shardId-000000000001',
        sequenceNumber: '1',
        partitionKey: 'key',
        arrivedAt: '2026-11-23T09:00:00.000Z',
        data: Buffer.from(blocks[1] ?? []).toString('base64'),
        ...record,
      } satisfies QuarantinedRecord),
      lastModified,
    });
    const event = {
      consumer: 'archive',
      at: '2026-11-23T10:05:00.000Z',
      why: 'HEADWATERS_RECORD_KILLED: out of memory',
    };

    it('returns the block of one that was not decoded', async () => {
      const failures = await collect({ 'quarantine/archive/stream/s/1.json': quarantined({}) });
      expect(failures).toEqual({
        deadLetters: [],
        quarantined: [{ ...event, ranges: [{ start: 1_100, end: 2_000 }], divided: [] }],
        unreadable: [],
        uploads: [],
      });
    });

    it('counts a damaged one as unreadable', async () => {
      const data = damaged.toString('base64');
      const { quarantined: found, unreadable } = await collect({
        'quarantine/archive/stream/s/1.json': quarantined({ data }),
      });
      expect({ found, unreadable }).toEqual({
        found: [],
        unreadable: [{ state: 'quarantined', ...event, count: 1, key: 'quarantine/archive/stream/s/1.json' }],
      });
    });

    it('skips those that have a receipt, are older than the upload, of another version, foreign, or no quarantine objects', async () => {
      const [other] = blocksOf({ ...source, versionId: 'v2' });
      const failures = await collect({
        'quarantine/archive/stream/s/1.json': quarantined({ source, offset: 0, endOffset: 1_100 }),
        'quarantine/archive/stream/s/2.json': quarantined({}, new Date(uploadedAt.getTime() - 1)),
        'quarantine/archive/stream/s/3.json': quarantined({
          data: Buffer.from(other ?? []).toString('base64'),
        }),
        'quarantine/archive/stream/s/4.json': quarantined({
          data: Buffer.from('foreign').toString('base64'),
        }),
        'quarantine/archive/stream/s/5.json': { body: 'notes', lastModified: uploadedAt },
      });
      expect(failures).toEqual({ deadLetters: [], quarantined: [], unreadable: [], uploads: [] });
    });
  });

  it('returns failed producer invocations of this version only', async () => {
    const upload = (versionId: string) => ({
      lastModified: uploadedAt,
      body: JSON.stringify({
        timestamp: '2026-11-23T10:01:00.000Z',
        requestContext: {
          functionArn: 'arn:aws:lambda:r:1:function:producer',
          condition: 'RetriesExhausted',
        },
        requestPayload: { continuation: { upload: { source: { ...source, versionId } } } },
        responsePayload: { errorMessage: 'No time left' },
      }),
    });
    const { uploads } = await collect({
      [uploadKey(1)]: upload('v1'),
      [uploadKey(2)]: upload('v2'),
    });
    expect(uploads).toEqual([
      { functionName: 'producer', at: '2026-11-23T10:01:00.000Z', why: 'RetriesExhausted: No time left' },
    ]);
  });
});
