import { describe, expect, it, jest } from '@jest/globals';
import { type LaneObserver, LaneWriter, type LaneWriterOptions } from '../../src/lane/lane-writer.js';
import type { PutOutcome } from '../../src/lane/put-records.js';
import { Deadline } from '../../src/time.js';
import { FakeClock } from '../fakes/fake-clock.js';
import { s3Error as awsError } from '../fakes/fake-s3.js';
import { FakeStream } from '../fakes/fake-stream.js';
import { numberOf, streamRecordOf } from '../fakes/stream-record-of.js';

function observer() {
  return { stored: jest.fn(), deferred: jest.fn(), requestFailed: jest.fn() } satisfies LaneObserver;
}

function writerTo(putRecords: LaneWriterOptions['putRecords'], options: Partial<LaneWriterOptions> = {}) {
  const clock = new FakeClock();
  const deadline = new Deadline(clock, 30_000);
  return new LaneWriter({ putRecords, clock, deadline, random: () => 0.5, observer: observer(), ...options });
}

/** A stream that answers only when the test says so. */
function stalledStream() {
  const answers: (() => void)[] = [];
  const putRecords = (records: readonly unknown[]) =>
    new Promise<PutOutcome[]>((resolve) => {
      answers.push(() => {
        resolve(records.map(() => 'stored'));
      });
    });
  return { putRecords, answers };
}

const settled = () => new Promise(setImmediate);

describe('LaneWriter', () => {
  it('sends one record of a key at a time, and many keys in one request', async () => {
    const stream = new FakeStream();
    const writer = writerTo(stream.putRecords);
    for (const key of ['a', 'b', 'c'])
      for (const number of [0, 1]) await writer.write(streamRecordOf(key, number));
    await writer.drain();
    for (const request of stream.requests) {
      const keys = request.map(({ partitionKey }) => partitionKey);
      expect(new Set(keys).size).toBe(keys.length);
    }
    expect(stream.requests.some((request) => request.length > 1)).toBe(true);
    expect([...stream.stored.values()]).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
  });

  it('sends only the failed entries again, and nothing of a key past its failed entry', async () => {
    const stream = new FakeStream(['stored', 'throttled', 'stored']);
    const writer = writerTo(stream.putRecords);
    const first = ['a', 'b', 'c'].map((key) => writer.write(streamRecordOf(key, 0)));
    await Promise.all([...first, writer.write(streamRecordOf('b', 1))]);
    await writer.drain();
    expect(stream.stored.get('b')).toEqual([0, 1]);
    expect(stream.requests.flat()).toHaveLength(5);
  });

  it('lets other keys go on while one waits', async () => {
    const stream = new FakeStream(['throttled']);
    const clock = { nowMillis: () => 0, sleep: (_: number, signal?: AbortSignal) => endOf(signal) };
    const writer = writerTo(stream.putRecords, { clock });
    await writer.write(streamRecordOf('stuck', 0));
    await settled();
    await writer.write(streamRecordOf('free', 0));
    await settled();
    expect([...stream.stored.keys()]).toEqual(['free']);
  });

  it('waits a random time that doubles from 50 ms to 1 s, and starts anew after a success', async () => {
    const fates = [...Array<'throttled'>(6).fill('throttled'), 'stored', 'throttled'] as const;
    const clock = new FakeClock();
    const writer = writerTo(new FakeStream(fates).putRecords, {
      clock,
      deadline: new Deadline(clock, 30_000),
    });
    await writer.write(streamRecordOf('a', 0));
    await writer.write(streamRecordOf('a', 1));
    await writer.drain();
    expect(clock.sleepsMillis).toEqual([25, 50, 100, 200, 400, 500, 25]);
  });

  it('takes a failed request for an unknown outcome: all its records again', async () => {
    const stream = new FakeStream(['stored, answer lost']);
    const seen = observer();
    const writer = writerTo(stream.putRecords, { observer: seen });
    await writer.write(streamRecordOf('a', 0));
    await writer.write(streamRecordOf('a', 1));
    await writer.drain();
    expect(stream.stored.get('a')).toEqual([0, 0, 1]);
    expect(seen.requestFailed).toHaveBeenCalledTimes(1);
    expect(seen.stored).toHaveBeenCalledTimes(2);
  });

  it('tells which entries Kinesis put off, and why', async () => {
    const seen = observer();
    const writer = writerTo(new FakeStream(['throttled']).putRecords, { observer: seen });
    const record = streamRecordOf('a', 0);
    await writer.write(record);
    await writer.drain();
    expect(seen.deferred.mock.calls).toEqual([[record, 'ProvisionedThroughputExceededException']]);
  });

  it.each([
    ['a byte less than', 40, true],
    ['exactly', 39, true],
    ['a byte more than', 38, false],
  ])('holds %s its bound of pending bytes, then makes the caller wait', async (_, maxPendingBytes, fits) => {
    const { putRecords, answers } = stalledStream();
    const writer = writerTo(putRecords, { maxPendingBytes });
    await writer.write(streamRecordOf('a', 0, 20));
    let isTaken = false;
    const second = writer.write(streamRecordOf('b', 0, 19)).then(() => (isTaken = true));
    await settled();
    expect(isTaken).toBe(fits);
    answers.shift()?.();
    await second;
  });

  it('takes a record larger than its bound once nothing else is pending', async () => {
    const stream = new FakeStream();
    const writer = writerTo(stream.putRecords, { maxPendingBytes: 10 });
    await writer.write(streamRecordOf('a', 0, 100));
    await writer.drain();
    expect(stream.requests.flat().map(numberOf)).toEqual([0]);
  });

  it('has one request under way at a time', async () => {
    const { putRecords, answers } = stalledStream();
    const writer = writerTo(putRecords);
    for (const key of ['a', 'b', 'c']) await writer.write(streamRecordOf(key, 0));
    await settled();
    expect(answers).toHaveLength(1);
    answers[0]?.();
    await settled();
    expect(answers).toHaveLength(2);
  });

  it('gives each request at most 10 seconds and never more than the invocation has left', async () => {
    const timeouts: number[] = [];
    const clock = new FakeClock();
    const putRecords = (_: unknown, timeoutMillis: number) => {
      timeouts.push(timeoutMillis);
      clock.pass(9_000);
      return Promise.resolve<PutOutcome[]>(['stored']);
    };
    const writer = writerTo(putRecords, { clock, deadline: new Deadline(clock, 23_000) });
    await writer.write(streamRecordOf('a', 0));
    await writer.write(streamRecordOf('a', 1));
    await writer.drain();
    expect(timeouts).toEqual([10_000, 9_000]);
  });

  it('ends with OutOfTimeError at the deadline, with what is not stored and the last setback', async () => {
    const throttling = () => Promise.resolve([{ errorCode: 'ProvisionedThroughputExceededException' }]);
    const writer = writerTo(throttling);
    await writer.write(streamRecordOf('a', 0, 50));
    await expect(writer.drain()).rejects.toMatchObject({
      code: 'HEADWATERS_OUT_OF_TIME',
      message: expect.stringMatching(/50 bytes for 1 partition keys/),
      cause: { message: expect.stringContaining('ProvisionedThroughputExceeded') },
    });
    await expect(writer.write(streamRecordOf('b', 0))).rejects.toMatchObject({
      code: 'HEADWATERS_OUT_OF_TIME',
    });
  });

  it('ends a caller that waits for room when the time is over', async () => {
    const writer = writerTo(() => Promise.reject(awsError('InternalFailure', 500)), { maxPendingBytes: 20 });
    await writer.write(streamRecordOf('a', 0, 20));
    await expect(writer.write(streamRecordOf('a', 1, 20))).rejects.toMatchObject({
      code: 'HEADWATERS_OUT_OF_TIME',
    });
  });

  it.each(['ResourceNotFoundException', 'AccessDeniedException', 'KMSDisabledException'])(
    'ends at once when Kinesis refuses with %s',
    async (name) => {
      const putRecords = jest.fn(() => Promise.reject(awsError(name, 400)));
      const writer = writerTo(putRecords);
      await writer.write(streamRecordOf('a', 0));
      await expect(writer.drain()).rejects.toMatchObject({
        code: 'HEADWATERS_STREAM_REFUSED',
        message: expect.stringContaining(name),
      });
      expect(putRecords).toHaveBeenCalledTimes(1);
    },
  );

  it.each(['KMSThrottlingException', 'LimitExceededException', 'ProvisionedThroughputExceededException'])(
    'sends again after %s',
    async (name) => {
      const putRecords = jest.fn<LaneWriterOptions['putRecords']>(() => Promise.resolve(['stored']));
      putRecords.mockRejectedValueOnce(awsError(name, 400));
      const writer = writerTo(putRecords);
      await writer.write(streamRecordOf('a', 0));
      await writer.drain();
      expect(putRecords).toHaveBeenCalledTimes(2);
    },
  );

  it('drains at once when nothing was written', async () => {
    await expect(writerTo(new FakeStream().putRecords).drain()).resolves.toBeUndefined();
  });
});

function endOf(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) =>
    signal?.addEventListener('abort', () => {
      resolve();
    }),
  );
}
