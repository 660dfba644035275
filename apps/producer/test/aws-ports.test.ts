import './fakes/environment.js';
import { parseProducerEnvironment } from '@headwaters/pipeline-contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { awsPorts } from '../src/aws-ports.js';
import { startOfObject } from '../src/event/task.js';
import { readObject } from '../src/object/read-object.js';
import { Deadline } from '../src/time.js';
import { FakeClock } from './fakes/fake-clock.js';
import { kinesisRecordOf } from './fakes/fake-stream.js';
import { fakeTimeouts, until } from './fakes/fake-timers.js';
import { LoopbackServer } from './fakes/loopback-server.js';

let server: LoopbackServer;
beforeAll(async () => {
  server = await LoopbackServer.start();
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  server.reset();
});

/** Makes the server respond to every request alike. */
function respondWith(status: number, body: string): void {
  server.respond = (_, response) => response.writeHead(status).end(body);
}

const ports = () => awsPorts(parseProducerEnvironment({ STREAM_NAME: 'records', LEDGER_BUCKET: 'ledger' }));

describe('awsPorts', () => {
  it('sends PutRecords once when Kinesis fails: the lanes retry', async () => {
    respondWith(500, '{"__type":"InternalFailure"}');
    const sent = ports().putRecords([kinesisRecordOf('a', 1)], 5_000);
    await expect(sent).rejects.toMatchObject({ name: 'InternalFailure' });
    expect(server.requestCount).toBe(1);
  });

  it('requests a failing object from S3 5 times: the SDK does not multiply the retries', async () => {
    respondWith(503, '<Error><Code>SlowDown</Code></Error>');
    const clock = new FakeClock();
    const reader = { s3: ports().s3, clock, random: () => 0.5, deadline: new Deadline(clock, 60_000) };
    const chunks = readObject({ source: { bucket: 'uploads', key: 'notes.txt' } }, reader);
    await expect(chunks.next()).rejects.toMatchObject({ code: 'HEADWATERS_OBJECT_READ_FAILED' });
    expect(server.requestCount).toBe(5);
  });

  it.each([
    ['no JSON', 'gar{bage'],
    ['an empty body', ''],
    ['no entries', '{}'],
    ['too few entries', '{"Records":[]}'],
    ['an empty entry', '{"Records":[{}]}'],
  ])('throws on a response to PutRecords with %s', async (_, body) => {
    respondWith(200, body);
    await expect(ports().putRecords([kinesisRecordOf('a', 1)], 5_000)).rejects.toThrow();
    expect(server.requestCount).toBe(1);
  });

  it('returns no progress when the response of the ledger is malformed', async () => {
    respondWith(200, 'gar<bage');
    const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
    await expect(
      ports()
        .readProgress?.(source, 0)
        .catch(() => undefined),
    ).resolves.toBeUndefined();
  });
});

describe('awsPorts when no answer comes', () => {
  const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
  const continuation = { continuation: { upload: { source }, start: startOfObject } };
  const entry = {
    source,
    outcome: 'published',
    offset: 0,
    endOffset: 1,
    isLast: true,
    recordCount: 1,
  } as const;
  const writeReceipt = async () => ports().ledger?.(entry);
  const invoke = async () => ports().invokeContinuation('arn:producer', continuation);

  afterEach(() => {
    jest.useRealTimers();
  });

  it.each([
    ['a receipt', writeReceipt, 200],
    ['a request for progress', async () => ports().readProgress?.(source, 0), 200],
    ['a continuation', invoke, 202],
  ])('sends %s again after 900 ms', async (_, send, status) => {
    fakeTimeouts();
    server.respond = (_request, response) => {
      if (server.requestCount > 1) response.writeHead(status).end(status === 200 ? emptyListing : '');
    };
    const sent = send();
    await until(() => server.requestCount === 1);
    await jest.advanceTimersByTimeAsync(899);
    expect(server.requestCount).toBe(1);
    // The SDK waits at most 100 ms before its first retry.
    await jest.advanceTimersByTimeAsync(1 + 100);
    await sent;
    expect(server.requestCount).toBe(2);
  });

  it('gives up a receipt and a continuation within the 5 seconds that a deadline leaves for both', async () => {
    const durations = await Promise.all([writeReceipt, invoke].map(millisUntilFailure));
    expect(durations.reduce((sum, millis) => sum + millis)).toBeLessThan(5_000);
  });
});

const emptyListing = '<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>';

async function millisUntilFailure(run: () => Promise<unknown>): Promise<number> {
  const startMillis = performance.now();
  await expect(run()).rejects.toThrow();
  return performance.now() - startMillis;
}
