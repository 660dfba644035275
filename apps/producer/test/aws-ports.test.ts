import './fakes/environment.js';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseProducerEnvironment } from '@headwaters/pipeline-contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { awsPorts } from '../src/aws-ports.js';
import { readObject } from '../src/object/read-object.js';
import { Deadline } from '../src/time.js';
import { FakeClock } from './fakes/fake-clock.js';
import { kinesisRecordOf } from './fakes/fake-stream.js';

/** Response to every request. */
let response = { status: 500, body: '' };
let requestCount = 0;
let server: Server;

beforeAll(async () => {
  server = createServer((request, outgoing) => {
    requestCount += 1;
    request.resume().on('end', () => outgoing.writeHead(response.status).end(response.body));
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
  it('sends PutRecords once when Kinesis fails: the lanes retry', async () => {
    response = { status: 500, body: '{"__type":"InternalFailure"}' };
    await expect(ports().putRecords([kinesisRecordOf('a', 1)], 5_000)).rejects.toThrow();
    expect(requestCount).toBe(1);
  });

  it('requests a failing object from S3 5 times: the SDK does not multiply the retries', async () => {
    response = { status: 503, body: '<Error><Code>SlowDown</Code></Error>' };
    const clock = new FakeClock();
    const reader = { s3: ports().s3, clock, random: () => 0.5, deadline: new Deadline(clock, 60_000) };
    const chunks = readObject({ source: { bucket: 'uploads', key: 'notes.txt' } }, reader);
    await expect(chunks.next()).rejects.toMatchObject({ code: 'HEADWATERS_OBJECT_READ_FAILED' });
    expect(requestCount).toBe(5);
  });

  it.each([
    ['no JSON', 'gar{bage'],
    ['an empty body', ''],
    ['no entries', '{}'],
    ['too few entries', '{"Records":[]}'],
    ['an empty entry', '{"Records":[{}]}'],
  ])('throws on a response to PutRecords with %s', async (_, body) => {
    response = { status: 200, body };
    await expect(ports().putRecords([kinesisRecordOf('a', 1)], 5_000)).rejects.toThrow();
    expect(requestCount).toBe(1);
  });

  it('returns no progress when the response of the ledger is malformed', async () => {
    response = { status: 200, body: 'gar<bage' };
    const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
    await expect(
      ports()
        .readProgress?.(source, 0)
        .catch(() => undefined),
    ).resolves.toBeUndefined();
  });
});
