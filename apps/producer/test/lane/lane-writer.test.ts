import { describe, expect, it, jest } from '@jest/globals';
import { type LaneObserver, LaneWriter, type LaneWriterOptions } from '../../src/lane/lane-writer.js';
import type { PutOutcome } from '../../src/lane/put-records.js';
import { Deadline } from '../../src/time.js';
import { FakeClock } from '../fakes/fake-clock.js';
import { serviceError } from '@headwaters/test-kit/fake-s3';
import { FakeStream, kinesisRecordOf, numberOf } from '../fakes/fake-stream.js';

function observer() {
  return { stored: jest.fn(), deferred: jest.fn(), requestFailed: jest.fn() } satisfies LaneObserver;
}

function writerTo(putRecords: LaneWriterOptions['putRecords'], options: Partial<LaneWriterOptions> = {}) {
  const clock = new FakeClock();
  const deadline = new Deadline(clock, 30_000);
  return new LaneWriter({ putRecords, clock, deadline, random: () => 0.5, observer: observer(), ...options });
}

/** A stream that responds when the test calls the next of `responses`. */
function stalledStream() {
  const responses: (() => void)[] = [];
  const putRecords = (records: readonly unknown[]) =>
    new Promise<PutOutcome[]>((resolve) => {
      responses.push(() => {
        resolve(records.map(() => 'stored'));
      });
    });
  return { putRecords, responses };
}

const settled = () => new Promise(setImmediate);

describe('LaneWriter', () => {
  it('has one in-flight Kinesis record per key, and many keys in one request', async () => {
    const stream = new FakeStream();
    const writer = writerTo(stream.putRecords);
    for (const key of ['a', 'b', 'c'])
      for (const number of [0, 1]) await writer.write(kinesisRecordOf(key, number));
    await writer.drain();
    for (const request of stream.requests) {
      const keys = request.map(({ partitionKey }) => partitionKey);
      expect(keys).toEqual([...new Set(keys)]);
    }
    expect(Math.max(...stream.requests.map(({ length }) => length))).toBeGreaterThan(1);
    expect([...stream.stored.values()]).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
  });

  it('has one in-flight Kinesis record per lane, also if their partition keys differ', async () => {
    const stream = new FakeStream();
    const writer = writerTo(stream.putRecords);
    for (const key of ['a', 'b', 'c']) await writer.write({ ...kinesisRecordOf(key, 0), lane: 'object' });
    await writer.drain();
    expect(stream.requests.map((request) => request.map(({ partitionKey }) => partitionKey))).toEqual([
      ['a'],
      ['b'],
      ['c'],
    ]);
  });

  it('holds at most 5,000 Kinesis records, however small', async () => {
    const { putRecords, responses } = stalledStream();
    const writer = writerTo(putRecords);
    for (let number = 0; number < 5_000; number++) await writer.write(kinesisRecordOf(`k${number}`, 0));
    const next = jest.fn();
    const written = writer.write(kinesisRecordOf('next', 0)).then(next);
    await settled();
    expect(next).not.toHaveBeenCalled();
    const drained = written.then(() => writer.drain());
    while (responses.length > 0) {
      responses.shift()?.();
      await settled();
    }
    await drained;
    expect(next).toHaveBeenCalled();
  });

  it('resends only the failed entries, and sends nothing of a key past its failed entry', async () => {
    const stream = new FakeStream(['stored', 'throttled', 'stored']);
    const writer = writerTo(stream.putRecords);
    const first = ['a', 'b', 'c'].map((key) => writer.write(kinesisRecordOf(key, 0)));
    await Promise.all([...first, writer.write(kinesisRecordOf('b', 1))]);
    await writer.drain();
    expect(stream.stored.get('b')).toEqual([0, 1]);
    expect(stream.requests.flat()).toHaveLength(5);
  });

  it('sends other keys while one backs off', async () => {
    const stream = new FakeStream(['throttled']);
    const clock = { nowMillis: () => 0, sleep: (_: number, signal?: AbortSignal) => endOf(signal) };
    const writer = writerTo(stream.putRecords, { clock });
    await writer.write(kinesisRecordOf('stuck', 0));
    await settled();
    await writer.write(kinesisRecordOf('free', 0));
    await settled();
    expect([...stream.stored.keys()]).toEqual(['free']);
  });

  it('backs off for a random time whose bound doubles from 50 ms to 1 s and resets after a success', async () => {
    const fates = [...Array<'throttled'>(6).fill('throttled'), 'stored', 'throttled'] as const;
    const clock = new FakeClock();
    const writer = writerTo(new FakeStream(fates).putRecords, {
      clock,
      deadline: new Deadline(clock, 30_000),
    });
    await writer.write(kinesisRecordOf('a', 0));
    await writer.write(kinesisRecordOf('a', 1));
    await writer.drain();
    expect(clock.sleepsMillis).toEqual([25, 50, 100, 200, 400, 500, 25]);
  });

  it('resends all Kinesis records of a failed request, whose outcome is unknown', async () => {
    const stream = new FakeStream(['stored, response lost']);
    const seen = observer();
    const writer = writerTo(stream.putRecords, { observer: seen });
    await writer.write(kinesisRecordOf('a', 0));
    await writer.write(kinesisRecordOf('a', 1));
    await writer.drain();
    expect(stream.stored.get('a')).toEqual([0, 0, 1]);
    expect(seen.requestFailed).toHaveBeenCalledTimes(1);
    expect(seen.stored).toHaveBeenCalledTimes(2);
  });

  it('reports each deferred entry with its error code', async () => {
    const seen = observer();
    const writer = writerTo(new FakeStream(['throttled']).putRecords, { observer: seen });
    const record = kinesisRecordOf('a', 0);
    await writer.write(record);
    await writer.drain();
    expect(seen.deferred.mock.calls).toEqual([[record, 'ProvisionedThroughputExceededException']]);
  });

  it.each([
    [40, true],
    [39, true],
    [38, false],
  ])('with maxPendingBytes %i, writes of 20 and 19 bytes fit: %s', async (maxPendingBytes, fits) => {
    const { putRecords, responses } = stalledStream();
    const writer = writerTo(putRecords, { maxPendingBytes });
    await writer.write(kinesisRecordOf('a', 0, 20));
    let isTaken = false;
    const second = writer.write(kinesisRecordOf('b', 0, 19)).then(() => (isTaken = true));
    await settled();
    expect(isTaken).toBe(fits);
    responses.shift()?.();
    await second;
  });

  it('accepts a Kinesis record larger than maxPendingBytes when nothing else is pending', async () => {
    const stream = new FakeStream();
    const writer = writerTo(stream.putRecords, { maxPendingBytes: 10 });
    await writer.write(kinesisRecordOf('a', 0, 100));
    await writer.drain();
    expect(stream.requests.flat().map(numberOf)).toEqual([0]);
  });

  it('has one request in flight at a time', async () => {
    const { putRecords, responses } = stalledStream();
    const writer = writerTo(putRecords);
    for (const key of ['a', 'b', 'c']) await writer.write(kinesisRecordOf(key, 0));
    await settled();
    expect(responses).toHaveLength(1);
    responses[0]?.();
    await settled();
    expect(responses).toHaveLength(2);
  });

  it('limits a request to 10 seconds and to the time that the invocation has left', async () => {
    const timeouts: number[] = [];
    const clock = new FakeClock();
    const putRecords = (_: unknown, timeoutMillis: number) => {
      timeouts.push(timeoutMillis);
      clock.pass(9_000);
      return Promise.resolve<PutOutcome[]>(['stored']);
    };
    const writer = writerTo(putRecords, { clock, deadline: new Deadline(clock, 23_000) });
    await writer.write(kinesisRecordOf('a', 0));
    await writer.write(kinesisRecordOf('a', 1));
    await writer.drain();
    expect(timeouts).toEqual([10_000, 9_000]);
  });

  it('throws OutOfTimeError at the deadline, with the bytes not stored and the last error as cause', async () => {
    const throttling = () => Promise.resolve([{ errorCode: 'ProvisionedThroughputExceededException' }]);
    const writer = writerTo(throttling);
    await writer.write(kinesisRecordOf('a', 0, 50));
    await expect(writer.drain()).rejects.toMatchObject({
      code: 'HEADWATERS_OUT_OF_TIME',
      message: expect.stringMatching(/50 bytes in 1 lanes/),
      cause: { message: expect.stringContaining('ProvisionedThroughputExceeded') },
    });
    await expect(writer.write(kinesisRecordOf('b', 0))).rejects.toMatchObject({
      code: 'HEADWATERS_OUT_OF_TIME',
    });
  });

  it('throws to a caller that waits for room when the deadline passes', async () => {
    const writer = writerTo(() => Promise.reject(serviceError('InternalFailure', 500)), {
      maxPendingBytes: 20,
    });
    await writer.write(kinesisRecordOf('a', 0, 20));
    await expect(writer.write(kinesisRecordOf('a', 1, 20))).rejects.toMatchObject({
      code: 'HEADWATERS_OUT_OF_TIME',
    });
  });

  it.each(['ResourceNotFoundException', 'AccessDeniedException', 'KMSDisabledException'])(
    'throws StreamRefusalError without a retry after %s',
    async (name) => {
      const putRecords = jest.fn(() => Promise.reject(serviceError(name, 400)));
      const writer = writerTo(putRecords);
      await writer.write(kinesisRecordOf('a', 0));
      await expect(writer.drain()).rejects.toMatchObject({
        code: 'HEADWATERS_STREAM_REFUSED',
        message: expect.stringContaining(name),
      });
      expect(putRecords).toHaveBeenCalledTimes(1);
    },
  );

  it.each(['KMSThrottlingException', 'LimitExceededException', 'ProvisionedThroughputExceededException'])(
    'resends after %s',
    async (name) => {
      const putRecords = jest.fn<LaneWriterOptions['putRecords']>(() => Promise.resolve(['stored']));
      putRecords.mockRejectedValueOnce(serviceError(name, 400));
      const writer = writerTo(putRecords);
      await writer.write(kinesisRecordOf('a', 0));
      await writer.drain();
      expect(putRecords).toHaveBeenCalledTimes(2);
    },
  );

  it('drains immediately if nothing was written', async () => {
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
