import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { decodeRecord } from '@headwaters/record-codec';
import { startOfObject } from '../../src/event/task.js';
import type { PutRecords } from '../../src/lane/put-records.js';
import { s3Ledger, s3ReadProgress, type Ledger } from '../../src/ledger/ledger.js';
import type { Partitioning } from '../../src/publication/partitioner.js';
import { runTask } from '../../src/publication/run-task.js';
import { fakeInvocation, type FakeInvocation } from '../fakes/fake-invocation.js';
import { s3With } from '../fakes/fake-s3.js';
import { FakeS3, failingS3, serviceError } from '@headwaters/test-kit/fake-s3';
import { throttleAll } from '../fakes/fake-stream.js';

/** What the receipts say of the wire `block`. */
const wire = { profile: 'block', hasOffsets: true } as const;

describe('runTask', () => {
  const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
  const task = { upload: { source }, start: startOfObject };
  const content = 'a line\n'.repeat(1_000);
  const { client: s3 } = s3With({ 'uploads/notes.txt': content });

  it('wire plain: stores which object the digest names before the first Kinesis record', async () => {
    const calls: string[] = [];
    const putRecords: PutRecords = (records) => {
      calls.push('put');
      return Promise.resolve(records.map(() => 'stored'));
    };
    const recordSource = () => Promise.resolve(void calls.push('source'));
    const { ports, ...rest } = fakeInvocation(s3, { putRecords, recordSource, settings: { wire: 'plain' } });
    await runTask(task, { ports, ...rest });
    expect(calls.slice(0, 2)).toEqual(['source', 'put']);
    expect(ports.recordSource.mock.calls).toEqual([[source, rest.run.deadline]]);
    expect(ports.ledger.mock.calls[0]?.[0].wire).toEqual({ profile: 'plain', hasOffsets: true });
  });

  it('wire plain: fails, with nothing published, if that is not stored', async () => {
    const recordSource = () => Promise.reject(serviceError('SlowDown', 503));
    const putRecords = () => Promise.reject(new Error('published'));
    const invocation = fakeInvocation(s3, { putRecords, recordSource, settings: { wire: 'plain' } });
    await expect(runTask(task, invocation)).rejects.toMatchObject({ name: 'SlowDown' });
    expect(invocation.ports.ledger).not.toHaveBeenCalled();
  });

  it.each([
    { wire: 'block', partitioning: { strategy: 'object' } },
    { wire: 'kpl', partitioning: { strategy: 'object' } },
    { wire: 'plain', partitioning: { strategy: 'field', field: '/a', slotCount: 2 } },
  ] as const)('wire $wire, strategy $partitioning.strategy: stores no digest', async (settings) => {
    const { ports, ...rest } = fakeInvocation(s3, { settings });
    await runTask(task, { ports, ...rest });
    expect(ports.recordSource).not.toHaveBeenCalled();
    expect(ports.ledger.mock.calls[0]?.[0].wire?.hasOffsets).toBe(settings.wire !== 'plain');
  });

  it('writes one receipt of the range and records of an object', async () => {
    const { ports, ...rest } = fakeInvocation(s3);
    await runTask(task, { ports, ...rest });
    const range = { offset: 0, endOffset: 7_000, isLast: true, lineNumber: 1, recordCount: 1_000 };
    expect(ports.ledger.mock.calls).toEqual([[{ source, outcome: 'published', ...range, wire }]]);
    expect(ports.invokeContinuation).not.toHaveBeenCalled();
    expect(rest.run.counts.objectsPublished).toBe(1);
  });

  it('writes a receipt for an empty object', async () => {
    const invocation = fakeInvocation(s3With({ 'uploads/notes.txt': '' }).client);
    await runTask(task, invocation);
    expect(invocation.ports.ledger).toHaveBeenCalledWith(
      expect.objectContaining({ offset: 0, endOffset: 0, isLast: true }),
    );
  });

  it('at the deadline, leaves the rest to a continuation from the first cell that is not stored', async () => {
    const slow: PutRecords = (records) => {
      ports.clock.pass(1_000);
      return Promise.resolve(records.map(() => 'stored'));
    };
    const invocation: FakeInvocation = fakeInvocation(s3, { putRecords: slow, remainingMillis: 7_000 });
    const { ports, run } = invocation;
    await runTask(task, invocation);
    const start = { cell: 2, offset: 2_051, lineNumber: 294 };
    expect(ports.invokeContinuation.mock.calls).toEqual([
      ['arn:producer', { continuation: { upload: { source }, start } }],
    ]);
    const range = { offset: 0, endOffset: 2_051, isLast: false, lineNumber: 1, recordCount: 293 };
    expect(ports.ledger.mock.calls).toEqual([[{ source, outcome: 'published', ...range, wire }]]);
    expect(run.counts).toMatchObject({ objectsPublished: 0, objectsContinued: 1 });
  });

  it('after its fair share of 2 seconds, leaves the rest to a continuation from the first cell that is not stored', async () => {
    const slow: PutRecords = (records) => {
      ports.clock.pass(1_000);
      return Promise.resolve(records.map(() => 'stored'));
    };
    const inChunks = s3With({ 'uploads/notes.txt': content }, { chunkBytes: 512 });
    const invocation: FakeInvocation = fakeInvocation(inChunks.client, {
      putRecords: slow,
      settings: { maxPendingBytes: 1 },
      fairShareSeconds: 2,
    });
    const { ports, run } = invocation;
    await runTask(task, invocation);
    const start = { cell: 2, offset: 2_051, lineNumber: 294 };
    expect(ports.invokeContinuation.mock.calls).toEqual([
      ['arn:producer', { continuation: { upload: { source }, start } }],
    ]);
    const range = { offset: 0, endOffset: 2_051, isLast: false, lineNumber: 1, recordCount: 293 };
    expect(ports.ledger.mock.calls).toEqual([[{ source, outcome: 'published', ...range, wire }]]);
    expect(run.counts).toMatchObject({ objectsPublished: 0, objectsContinued: 1, blocksPublished: 2 });
  });

  it('stores one cell even if that takes longer than its fair share', async () => {
    const throttledUntilMillis = 10_000;
    const throttled: PutRecords = (records, timeoutMillis) =>
      ports.clock.nowMillis() < throttledUntilMillis
        ? throttleAll(records, timeoutMillis)
        : Promise.resolve(records.map(() => 'stored'));
    const inChunks = s3With({ 'uploads/notes.txt': content }, { chunkBytes: 512 });
    const invocation: FakeInvocation = fakeInvocation(inChunks.client, {
      putRecords: throttled,
      settings: { maxPendingBytes: 1 },
      fairShareSeconds: 1,
    });
    const { ports, run } = invocation;
    await runTask(task, invocation);
    const [functionArnAndEvent] = ports.invokeContinuation.mock.calls;
    expect(functionArnAndEvent?.[1].continuation.start.cell).toBeGreaterThan(0);
    expect(run.counts.objectsContinued).toBe(1);
  });

  it('throws instead of looping through continuations if not one cell was stored', async () => {
    const invocation = fakeInvocation(s3, { putRecords: throttleAll });
    await expect(runTask(task, invocation)).rejects.toMatchObject({ code: 'HEADWATERS_OUT_OF_TIME' });
    expect(invocation.ports.invokeContinuation).not.toHaveBeenCalled();
  });

  it.each([
    ['NoSuchKey', 404],
    ['NoSuchVersion', 404],
    ['AccessDenied', 403],
    ['InvalidObjectState', 403],
    ['PreconditionFailed', 412],
    ['KMS.DisabledException', 400],
  ])('throws, and rejects nothing, if S3 refuses with %s (status %i)', async (name, status) => {
    const refusing = failingS3(serviceError(name, status));
    const { ports, settings, run } = fakeInvocation(refusing.client);
    await expect(runTask(task, { ports, settings, run })).rejects.toMatchObject({
      code: 'HEADWATERS_OBJECT_UNAVAILABLE',
    });
    expect(ports.ledger).not.toHaveBeenCalled();
    expect(run.counts).toMatchObject({ objectsRejected: 0, objectsPublished: 0 });
  });

  it.each([
    ['is truncated', (gzip: Buffer) => gzip.subarray(0, -5)],
    ['has a wrong checksum', (gzip: Buffer) => Buffer.concat([gzip.subarray(0, -8), Buffer.alloc(8)])],
    ['has trailing bytes', (gzip: Buffer) => Buffer.concat([gzip, Buffer.from('else')])],
    ['is a bomb', () => gzipSync(Buffer.alloc(50_000_000))],
  ])('rejects gzip that %s, from the end of what was published', async (_, damage) => {
    const damaged = s3With({ 'uploads/notes.txt': damage(gzipSync(content)) });
    const { ports, settings, run } = fakeInvocation(damaged.client);
    await runTask(task, { ports, settings, run });
    const receipts = ports.ledger.mock.calls.map(([receipt]) => receipt);
    const rejected = receipts.at(-1);
    expect(rejected).toMatchObject({ outcome: 'rejected', reason: { code: 'HEADWATERS_INPUT_CORRUPT' } });
    expect(rejected?.offset).toBe(receipts.length === 1 ? 0 : receipts[0]?.endOffset);
    expect(run.counts).toMatchObject({ objectsRejected: 1, objectsPublished: 0 });
  });

  it('throws, and does not reject the object, if Kinesis refuses', async () => {
    const putRecords = () => Promise.reject(serviceError('AccessDeniedException', 400));
    const invocation = fakeInvocation(s3, { putRecords });
    await expect(runTask(task, invocation)).rejects.toMatchObject({ code: 'HEADWATERS_STREAM_REFUSED' });
    expect(invocation.ports.ledger).not.toHaveBeenCalled();
  });

  it('does not count a rejection whose receipt could not be written', async () => {
    const ledger: Ledger = ({ outcome }) =>
      outcome === 'rejected' ? Promise.reject(new Error('SlowDown')) : Promise.resolve();
    const damaged = s3With({ 'uploads/notes.txt': gzipSync(content).subarray(0, -5) });
    const invocation = fakeInvocation(damaged.client, { ledger });
    await expect(runTask(task, invocation)).rejects.toThrow('SlowDown');
    expect(invocation.run.counts.objectsRejected).toBe(0);
  });
});

describe('runTask after a crash', () => {
  const source = { bucket: 'uploads', key: 'events.txt', versionId: 'v1' };
  const task = { upload: { source }, start: startOfObject };
  const content = Buffer.from(
    Array.from({ length: 10_000 }, (_, index) => `{"user":${index % 9}}\n`).join(''),
  );
  /** Number of cells of 1,024 bytes, each of which has a block. */
  const cellCount = Math.ceil(content.length / 1_024);

  interface Options {
    /** Default: stores everything. Otherwise, nothing is stored or written to the ledger after this many Kinesis records. */
    readonly crashAfter?: number;
    readonly partitioning?: Partitioning;
  }

  /** An invocation with a ledger. `sent` holds the offset of each block, or of the range that it is a part of. */
  function invocationWith(
    bucket: FakeS3,
    { crashAfter = Infinity, partitioning = { strategy: 'object' } }: Options = {},
  ) {
    const sent: number[] = [];
    let isCrashed = false;
    const putRecords: PutRecords = (records) => {
      for (const { data } of records) {
        const decoded = decodeRecord(data);
        if (decoded.profile === 'block') sent.push(decoded.block.part?.rangeOffset ?? decoded.block.offset);
      }
      isCrashed = sent.length >= crashAfter;
      return isCrashed
        ? Promise.reject(serviceError('AccessDenied', 403))
        : Promise.resolve(records.map(() => 'stored'));
    };
    const write = s3Ledger(bucket.client, 'ledger', () => new Date(0));
    const ledger: Ledger = (entry) => (isCrashed ? Promise.reject(new Error('crashed')) : write(entry));
    const invocation = fakeInvocation(s3With({ 'uploads/events.txt': content }, { chunkBytes: 512 }).client, {
      putRecords,
      settings: { partitioning, maxPendingBytes: 1 },
      ledger,
      readProgress: s3ReadProgress(bucket.client, 'ledger'),
    });
    return { invocation, sent };
  }

  it.each<[string, Partitioning]>([
    ['object', { strategy: 'object' }],
    ['field', { strategy: 'field', field: '/user', slotCount: 3 }],
  ])('strategy %s: resends only what follows the last receipt', async (_, partitioning) => {
    const bucket = new FakeS3({ keysPerPage: 2 });
    const partsPerCell = partitioning.strategy === 'field' ? 3 : 1;
    const crashed = invocationWith(bucket, { crashAfter: 90 * partsPerCell, partitioning });
    await expect(runTask(task, crashed.invocation)).rejects.toThrow('AccessDenied');
    expect(bucket.objects.size).toBe(2);

    const retry = invocationWith(bucket, { partitioning });
    await runTask(task, retry.invocation);
    expect(Math.min(...retry.sent)).toBeGreaterThanOrEqual(64 * 1_024);
    expect(Math.min(...retry.sent)).toBeLessThanOrEqual(66 * 1_024);
    expect(new Set([...crashed.sent, ...retry.sent]).size).toBe(cellCount);
    expect(retry.invocation.run.counts).toMatchObject({ objectsResumed: 1, objectsPublished: 1 });
  });

  it('sends the same blocks as an invocation that never crashed', async () => {
    const bucket = new FakeS3({ keysPerPage: 2 });
    const crashed = invocationWith(bucket, { crashAfter: 90 });
    await expect(runTask(task, crashed.invocation)).rejects.toThrow('AccessDenied');
    const [retry, complete] = [invocationWith(bucket), invocationWith(new FakeS3({ keysPerPage: 2 }))];
    await runTask(task, retry.invocation);
    await runTask(task, complete.invocation);
    expect(complete.sent).toEqual(expect.arrayContaining([...crashed.sent, ...retry.sent]));
    expect([...new Set([...crashed.sent, ...retry.sent])].sort((a, b) => a - b)).toEqual(complete.sent);
  });

  it('sends nothing of an object that was published before', async () => {
    const bucket = new FakeS3({ keysPerPage: 2 });
    await runTask(task, invocationWith(bucket).invocation);
    const again = invocationWith(bucket);
    await runTask(task, again.invocation);
    expect(again.sent).toEqual([]);
    expect(again.invocation.run.counts).toMatchObject({ objectsResumed: 1, objectsPublished: 0 });
  });

  it('starts earlier if a receipt is lost, and still sends everything', async () => {
    const bucket = new FakeS3({ keysPerPage: 2 });
    const crashed = invocationWith(bucket, { crashAfter: 90 });
    await expect(runTask(task, crashed.invocation)).rejects.toThrow('AccessDenied');
    bucket.objects.delete([...bucket.objects.keys()].sort()[0] ?? '');
    const retry = invocationWith(bucket);
    await runTask(task, retry.invocation);
    expect(retry.sent).toHaveLength(cellCount);
  });

  it('starts at the beginning if the ledger cannot be read, and logs a warning', async () => {
    const { invocation, sent } = invocationWith(new FakeS3({ keysPerPage: 2 }));
    const readProgress = () => Promise.reject(serviceError('AccessDenied', 403));
    await runTask(task, { ...invocation, ports: { ...invocation.ports, readProgress } });
    expect(sent).toHaveLength(cellCount);
    expect(invocation.ports.logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('ledger'),
      expect.anything(),
    );
  });

  it('never starts before the position of a continuation', async () => {
    const { invocation, sent } = invocationWith(new FakeS3({ keysPerPage: 2 }));
    const start = { cell: 70, offset: content.indexOf('\n', 70 * 1_024) + 1, lineNumber: 5_000 };
    await runTask({ ...task, start }, invocation);
    expect(Math.min(...sent)).toBe(start.offset);
  });
});
