import { collectFailures } from '@headwaters/ledger';
import { type QuarantinedRecord, quarantineObject } from '@headwaters/pipeline-contract';
import { BlockSplitter, encodeBlock } from '@headwaters/record-codec';
import { FakeS3, type FakeObjectInput } from '@headwaters/test-kit/fake-s3';
import { describe, expect, it } from '@jest/globals';
import { failedBatchText } from '../support/failed-batch-text.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const splitter = new BlockSplitter({ source });
const [block] = [...splitter.push(Buffer.from('one\n')), ...splitter.end()];
const data = block === undefined ? Buffer.alloc(0) : Buffer.from(encodeBlock(block));
const damaged = Buffer.from(data).subarray(0, -1);

const uploadedAt = new Date('2026-11-23T10:00:00.000Z');
const dayMillis = 86_400_000;
const daysLater = (days: number) => new Date(uploadedAt.getTime() + days * dayMillis);

/** The key of a batch that Lambda dead-letters at a time. */
function batchKey(at: Date, { mapping = 'mapping', shard = 1 } = {}): string {
  const [day = '', clock = ''] = at.toISOString().slice(0, 19).split('T');
  return `aws/lambda/${mapping}/shardId-00000000000${shard}/${day.replaceAll('-', '/')}/${day}T${clock.replaceAll(':', '.')}-uuid`;
}

function batch(at: Date, place: { mapping?: string; shard?: number } = {}): [string, FakeObjectInput] {
  return [`failures/${batchKey(at, place)}`, { body: failedBatchText([data]), lastModified: at }];
}

function quarantined(at: Date, record: Partial<QuarantinedRecord> = {}): [string, FakeObjectInput] {
  const { Key, Body } = quarantineObject({
    quarantineVersion: 1,
    consumer: 'archive',
    at: at.toISOString(),
    reason: { kind: 'killed', code: 'HEADWATERS_RECORD_KILLED', message: 'killed' },
    stream: 'records',
    shardId: 'shardId-000000000000',
    sequenceNumber: '1',
    partitionKey: 'key',
    arrivedAt: at.toISOString(),
    data: data.toString('base64'),
    ...record,
  });
  return [`failures/${Key}`, { body: Body, lastModified: at }];
}

/** Collects the failures of the upload, and counts what was requested. */
async function collect(objects: readonly [string, FakeObjectInput][], keysPerPage = 1_000) {
  const s3 = new FakeS3({ objects: Object.fromEntries(objects), keysPerPage });
  const failures = await collectFailures(s3.client, 'failures', { source, uploadedAt });
  const count = (operation: string) => s3.inputsOf(operation).length;
  return { failures, lists: count('ListObjectsV2'), reads: s3.inputsOf('GetObject').map(({ Key }) => Key) };
}

describe('collectFailures, of a bucket with failures of 90 days', () => {
  it('neither lists nor reads the dead letters of the 80 days before the upload', async () => {
    const days = Array.from({ length: 90 }, (_, day) => batch(daysLater(day - 80)));
    const { failures, lists, reads } = await collect(days, 10);
    expect(failures.deadLetters).toHaveLength(10);
    expect(reads).toHaveLength(10);
    // Mappings, shards, two pages with the ten objects and that of the day before; consumers that quarantined.
    expect(lists).toBe(5);
  });

  it('finds those of every mapping, shard and function', async () => {
    const { failures } = await collect([
      batch(uploadedAt),
      batch(uploadedAt, { shard: 2 }),
      batch(daysLater(80), { mapping: 'other' }),
    ]);
    expect(failures.deadLetters).toHaveLength(3);
  });

  it('finds a dead letter whose key has a time up to a day before S3 stored it, because its time zone is not documented', async () => {
    const stored = (secondsBefore: number): [string, FakeObjectInput] => [
      `failures/${batchKey(new Date(uploadedAt.getTime() - secondsBefore * 1_000))}`,
      { body: failedBatchText([data]), lastModified: uploadedAt },
    ];
    expect((await collect([stored(86_400)])).failures.deadLetters).toHaveLength(1);
    expect((await collect([stored(86_401)])).failures.deadLetters).toHaveLength(0);
  });

  it('finds a quarantined Kinesis record of a consumer whose clock is 15 minutes behind that of S3, not more', async () => {
    const find = async (storedAt: Date) => {
      const [path, object] = quarantined(new Date('2026-11-23T23:59:59.999Z'));
      const body = typeof object === 'object' && 'body' in object ? object.body : '';
      const s3 = new FakeS3({ objects: { [path]: { body, lastModified: storedAt } } });
      const failures = await collectFailures(s3.client, 'failures', { source, uploadedAt: storedAt });
      return failures.quarantined.length;
    };
    expect(await find(new Date('2026-11-24T00:14:59.999Z'))).toBe(1);
    expect(await find(new Date('2026-11-24T00:15:00.000Z'))).toBe(0);
  });

  it('neither lists nor reads the quarantined Kinesis records of the days before the upload', async () => {
    const days = Array.from({ length: 90 }, (_, day) =>
      quarantined(daysLater(day - 80), { sequenceNumber: String(day) }),
    );
    const { failures, lists, reads } = await collect(days, 10);
    expect(failures.quarantined).toHaveLength(10);
    expect(reads).toHaveLength(10);
    // Mappings; consumers, nine pages of folders of the consumer, one page of ten objects.
    expect(lists).toBe(12);
  });

  it('reads quarantined Kinesis records of older releases, whose keys have no day, if they are young enough', async () => {
    const old = ([path, object]: [string, FakeObjectInput]): [string, FakeObjectInput] => [
      path.replace(/at=[^/]+\//, ''),
      object,
    ];
    const { reads } = await collect([
      old(quarantined(daysLater(-1), { sequenceNumber: '1' })),
      old(quarantined(daysLater(1), { sequenceNumber: '2' })),
    ]);
    expect(reads).toEqual(['quarantine/archive/records/shardId-000000000000/2.json']);
  });

  it('counts a damaged Kinesis record that was quarantined on two days once, by its newest object', async () => {
    const lost = { data: damaged.toString('base64') };
    const { failures } = await collect([quarantined(daysLater(1), lost), quarantined(daysLater(2), lost)]);
    expect(failures.unreadable).toMatchObject([{ count: 1, at: daysLater(2).toISOString() }]);
  });

  it('finds those of consumers with any name, and ignores other objects', async () => {
    const { failures } = await collect([
      quarantined(uploadedAt, { consumer: 'a/b c' }),
      ['failures/quarantine/100%/notes', { body: 'notes', lastModified: uploadedAt }],
      ['failures/quarantine/notes', { body: 'notes', lastModified: uploadedAt }],
    ]);
    expect(failures.quarantined).toMatchObject([{ consumer: 'a/b c' }]);
  });

  it('reads all failures of a version whose upload time is unknown', async () => {
    const objects = Object.fromEntries([batch(daysLater(-80)), quarantined(daysLater(-80))]);
    const s3 = new FakeS3({ objects });
    const failures = await collectFailures(s3.client, 'failures', { source, uploadedAt: undefined });
    expect([failures.deadLetters.length, failures.quarantined.length]).toEqual([1, 1]);
  });
});
