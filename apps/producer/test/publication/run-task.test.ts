import { gzipSync } from 'node:zlib';
import { describe, expect, it, jest } from '@jest/globals';
import { type Continuation, startOfObject } from '../../src/event/task.js';
import type { PutRecords } from '../../src/lane/put-records.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { runTask } from '../../src/publication/run-task.js';
import { Deadline } from '../../src/time.js';
import { fakePublication } from '../fakes/fake-publication.js';
import { fakeS3, s3Error, s3Holding } from '../fakes/fake-s3.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const task = { upload: { source }, start: startOfObject };
const content = 'a line\n'.repeat(1_000);

function runOn(s3: Parameters<typeof fakePublication>[0], putRecords?: PutRecords) {
  const storeAll: PutRecords = (records) => Promise.resolve(records.map(() => 'stored'));
  return {
    ...fakePublication(s3, putRecords ?? storeAll),
    ledger: jest.fn<Ledger>().mockResolvedValue(),
    continueWith: jest.fn<(continuation: Continuation) => Promise<void>>().mockResolvedValue(),
  };
}

describe('runTask', () => {
  it('writes down the whole range of an object, with its records', async () => {
    const run = runOn(s3Holding({ 'uploads/notes.txt': content }).s3);
    await runTask(task, run);
    const range = { offset: 0, endOffset: 7_000, isLast: true, lineNumber: 1, recordCount: 1_000 };
    expect(run.ledger.mock.calls).toEqual([[{ source, outcome: 'published', ...range }]]);
    expect(run.continueWith).not.toHaveBeenCalled();
    expect(run.tally.objectsPublished).toBe(1);
  });

  it('writes down that an empty object is complete', async () => {
    const run = runOn(s3Holding({ 'uploads/notes.txt': '' }).s3);
    await runTask(task, run);
    expect(run.ledger).toHaveBeenCalledWith(
      expect.objectContaining({ offset: 0, endOffset: 0, isLast: true }),
    );
  });

  it('hands the rest to a fresh invocation when the time is over, from the first cell that is not stored', async () => {
    const slow: PutRecords = (records) => {
      run.clock.pass(1_000);
      return Promise.resolve(records.map(() => 'stored'));
    };
    const run = runOn(s3Holding({ 'uploads/notes.txt': content }).s3, slow);
    await runTask(task, { ...run, deadline: new Deadline(run.clock, 7_000) });
    const start = { cell: 2, offset: 2_051, lineNumber: 294 };
    expect(run.continueWith.mock.calls).toEqual([[{ continuation: { upload: { source }, start } }]]);
    const range = { offset: 0, endOffset: 2_051, isLast: false, lineNumber: 1, recordCount: 293 };
    expect(run.ledger.mock.calls).toEqual([[{ source, outcome: 'published', ...range }]]);
    expect(run.tally).toMatchObject({ objectsPublished: 0, objectsContinued: 1 });
  });

  it('fails rather than continue for ever when not one cell was stored', async () => {
    const stuck: PutRecords = () =>
      Promise.resolve([{ errorCode: 'ProvisionedThroughputExceededException' }]);
    const run = runOn(s3Holding({ 'uploads/notes.txt': content }).s3, stuck);
    await expect(runTask(task, run)).rejects.toMatchObject({ code: 'HEADWATERS_OUT_OF_TIME' });
    expect(run.continueWith).not.toHaveBeenCalled();
  });

  it.each([
    ['NoSuchKey', 404],
    ['NoSuchVersion', 404],
    ['AccessDenied', 403],
    ['PreconditionFailed', 412],
  ])('rejects an object that S3 refuses with %s: once, with the reason', async (name, status) => {
    const refusing = fakeS3(() => {
      throw s3Error(name, status);
    });
    const run = runOn(refusing.s3);
    await runTask(task, run);
    const reason = { code: 'HEADWATERS_OBJECT_UNAVAILABLE', message: expect.stringContaining(name) };
    expect(run.ledger.mock.calls).toEqual([
      [{ source, offset: 0, outcome: 'rejected', isLast: false, recordCount: 0, reason }],
    ]);
    expect(run.logger.error).toHaveBeenCalledTimes(1);
    expect(run.tally).toMatchObject({ objectsRejected: 1, objectsPublished: 0 });
  });

  it.each([
    ['is cut short', (gzip: Buffer) => gzip.subarray(0, -5)],
    ['has a wrong checksum', (gzip: Buffer) => Buffer.concat([gzip.subarray(0, -8), Buffer.alloc(8)])],
    ['is followed by something else', (gzip: Buffer) => Buffer.concat([gzip, Buffer.from('else')])],
    ['is a bomb', () => gzipSync(Buffer.alloc(50_000_000))],
  ])('rejects gzip that %s, from where nothing more was published', async (_, damage) => {
    const run = runOn(s3Holding({ 'uploads/notes.txt': damage(gzipSync(content)) }).s3);
    await runTask(task, run);
    const receipts = run.ledger.mock.calls.map(([receipt]) => receipt);
    const rejected = receipts.at(-1);
    expect(rejected).toMatchObject({ outcome: 'rejected', reason: { code: 'HEADWATERS_INPUT_CORRUPT' } });
    expect(rejected?.offset).toBe(receipts.length === 1 ? 0 : receipts[0]?.endOffset);
    expect(run.tally).toMatchObject({ objectsRejected: 1, objectsPublished: 0 });
  });

  it('does not reject what may pass: a stream that refuses, a read that fails', async () => {
    const denied = () => Promise.reject(s3Error('AccessDeniedException', 400));
    const run = runOn(s3Holding({ 'uploads/notes.txt': content }).s3, denied);
    await expect(runTask(task, run)).rejects.toMatchObject({ code: 'HEADWATERS_STREAM_REFUSED' });
    expect(run.ledger).not.toHaveBeenCalled();
  });

  it('does not count a rejection that could not be written down', async () => {
    const run = runOn(s3Holding({}).s3);
    run.ledger.mockRejectedValue(new Error('SlowDown'));
    await expect(runTask(task, run)).rejects.toThrow('SlowDown');
    expect(run.tally.objectsRejected).toBe(0);
  });
});
