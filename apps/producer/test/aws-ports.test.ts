import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseProducerEnvironment } from '@headwaters/pipeline-contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { awsPorts } from '../src/aws-ports.js';
import { readObject } from '../src/object/read-object.js';
import { Deadline } from '../src/time.js';
import './fakes/environment.js';
import { FakeClock } from './fakes/fake-clock.js';
import { streamRecordOf } from './fakes/stream-record-of.js';

/** What every request is answered with. */
let answer = { status: 500, body: '' };
let requestCount = 0;
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    requestCount += 1;
    request.resume().on('end', () => response.writeHead(answer.status).end(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env['AWS_ENDPOINT_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env['AWS_ACCESS_KEY_ID'] = 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  requestCount = 0;
});

const ports = () => awsPorts(parseProducerEnvironment({ STREAM_NAME: 'records', LEDGER_BUCKET: 'ledger' }));

describe('awsPorts', () => {
  it('sends PutRecords once where Kinesis fails: to try again is for the lanes', async () => {
    answer = { status: 500, body: '{"__type":"InternalFailure"}' };
    await expect(ports().putRecords([streamRecordOf('a', 1)], 5_000)).rejects.toThrow();
    expect(requestCount).toBe(1);
  });

  it('asks S3 five times for an object that it fails to give, not five times as often as the SDK would', async () => {
    answer = { status: 503, body: '<Error><Code>SlowDown</Code></Error>' };
    const clock = new FakeClock();
    const reading = { s3: ports().s3, clock, random: () => 0.5, deadline: new Deadline(clock, 60_000) };
    const chunks = readObject({ source: { bucket: 'uploads', key: 'notes.txt' } }, reading);
    await expect(chunks.next()).rejects.toMatchObject({ code: 'HEADWATERS_OBJECT_READ_FAILED' });
    expect(requestCount).toBe(5);
  });

  it.each([
    ['no JSON', 'gar{bage'],
    ['an empty body', ''],
    ['no entries', '{}'],
    ['too few entries', '{"Records":[]}'],
    ['an entry that says nothing', '{"Records":[{}]}'],
  ])('takes an answer to PutRecords with %s for an error, never for success', async (_, body) => {
    answer = { status: 200, body };
    await expect(ports().putRecords([streamRecordOf('a', 1)], 5_000)).rejects.toThrow();
    expect(requestCount).toBe(1);
  });

  it('knows of no progress where the answer of the ledger is garbage', async () => {
    answer = { status: 200, body: 'gar<bage' };
    const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
    await expect(
      ports()
        .readProgress?.(source, 0)
        .catch(() => undefined),
    ).resolves.toBeUndefined();
  });
});
