import { decodeRecord } from '@headwaters/record-codec';
import { describe, expect, it, jest } from '@jest/globals';
import { startOfObject } from '../../src/event/task.js';
import type { PutRecords } from '../../src/lane/put-records.js';
import { type Ledger, s3Ledger, s3ReadProgress } from '../../src/ledger/ledger.js';
import type { Partitioning } from '../../src/publication/partitioner.js';
import { runTask } from '../../src/publication/run-task.js';
import { fakeLedgerBucket } from '../fakes/fake-ledger-bucket.js';
import { fakePublication } from '../fakes/fake-publication.js';
import { bodyOf, fakeS3, s3Error } from '../fakes/fake-s3.js';

const source = { bucket: 'uploads', key: 'events.txt', versionId: 'v1' };
const task = { upload: { source }, start: startOfObject };
const events = Array.from({ length: 10_000 }, (_, index) => `{"user":${index % 9}}\n`);
const content = Buffer.from(events.join(''));
/** Of 1,024 bytes, the first of which has its first record at its start. */
const cells = Math.ceil(content.length / 1_024);

/** An invocation that crashes with this many records stored: nothing after that is done, or ever written down. */
function invocation(bucket: ReturnType<typeof fakeLedgerBucket>, crashAfter = Infinity) {
  const sent: number[] = [];
  let isCrashed = false;
  const putRecords: PutRecords = (records) => {
    for (const { data } of records) {
      const decoded = decodeRecord(data);
      if (decoded.profile === 'block') sent.push(decoded.block.part?.rangeOffset ?? decoded.block.offset);
    }
    isCrashed = sent.length >= crashAfter;
    return isCrashed
      ? Promise.reject(s3Error('AccessDenied', 403))
      : Promise.resolve(records.map(() => 'stored'));
  };
  const { s3 } = fakeS3(({ Range }) =>
    bodyOf(inChunks(content.subarray(Number(/\d+/.exec(Range ?? '0')?.[0])))),
  );
  const write = s3Ledger(bucket.s3, 'ledger', () => new Date(0));
  const ledger: Ledger = (entry) => (isCrashed ? Promise.reject(new Error('crashed')) : write(entry));
  const run = {
    ...fakePublication(s3, putRecords),
    maxPendingBytes: 1,
    ledger,
    readProgress: s3ReadProgress(bucket.s3, 'ledger'),
    continueWith: jest.fn(() => Promise.resolve()),
  };
  return { run, sent };
}

function inChunks(bytes: Buffer): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / 512) }, (_, index) =>
    bytes.subarray(index * 512, (index + 1) * 512),
  );
}

describe('runTask after a crash', () => {
  it.each<[string, Partitioning]>([
    ['an object', { strategy: 'object' }],
    ['an object divided by a field', { strategy: 'field', field: '/user', slotCount: 3 }],
  ])('sends of %s only what comes after the last receipt', async (_, partitioning) => {
    const bucket = fakeLedgerBucket();
    const perCell = partitioning.strategy === 'field' ? 3 : 1;
    const crashed = invocation(bucket, 90 * perCell);
    await expect(runTask(task, { ...crashed.run, partitioning })).rejects.toThrow('AccessDenied');
    expect(bucket.objects.size).toBe(2);

    const retry = invocation(bucket);
    await runTask(task, { ...retry.run, partitioning });
    expect(Math.min(...retry.sent)).toBeGreaterThanOrEqual(64 * 1_024);
    expect(Math.min(...retry.sent)).toBeLessThanOrEqual(66 * 1_024);
    expect(new Set([...crashed.sent, ...retry.sent]).size).toBe(cells);
    expect(retry.run.tally).toMatchObject({ objectsResumed: 1, objectsPublished: 1 });
  });

  it('sends the same blocks with the same ids as an invocation that never crashed', async () => {
    const bucket = fakeLedgerBucket();
    const crashed = invocation(bucket, 90);
    await expect(runTask(task, crashed.run)).rejects.toThrow('AccessDenied');
    const [retry, whole] = [invocation(bucket), invocation(fakeLedgerBucket())];
    await runTask(task, retry.run);
    await runTask(task, whole.run);
    expect(whole.sent).toEqual(expect.arrayContaining([...crashed.sent, ...retry.sent]));
    expect([...new Set([...crashed.sent, ...retry.sent])].sort((a, b) => a - b)).toEqual(whole.sent);
  });

  it('sends nothing of an object that is published already', async () => {
    const bucket = fakeLedgerBucket();
    await runTask(task, invocation(bucket).run);
    const again = invocation(bucket);
    await runTask(task, again.run);
    expect(again.sent).toEqual([]);
    expect(again.run.tally).toMatchObject({ objectsResumed: 1, objectsPublished: 0 });
  });

  it('begins earlier where a receipt is lost, and still sends all', async () => {
    const bucket = fakeLedgerBucket();
    const crashed = invocation(bucket, 90);
    await expect(runTask(task, crashed.run)).rejects.toThrow('AccessDenied');
    bucket.objects.delete([...bucket.objects.keys()].sort()[0] ?? '');
    const retry = invocation(bucket);
    await runTask(task, retry.run);
    expect(retry.sent).toHaveLength(cells);
  });

  it('begins at the start where the ledger can not be read, and says so', async () => {
    const { run, sent } = invocation(fakeLedgerBucket());
    await runTask(task, { ...run, readProgress: () => Promise.reject(s3Error('AccessDenied', 403)) });
    expect(sent).toHaveLength(cells);
    expect(run.logger.warn).toHaveBeenCalledWith(expect.stringContaining('ledger'), expect.anything());
  });

  it('never begins before the place that a continuation hands on', async () => {
    const bucket = fakeLedgerBucket();
    const { run, sent } = invocation(bucket);
    const start = { cell: 70, offset: content.indexOf('\n', 70 * 1_024) + 1, lineNumber: 5_000 };
    await runTask({ ...task, start }, run);
    expect(Math.min(...sent)).toBe(start.offset);
  });
});
