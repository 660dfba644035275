import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateStreamCommand, KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  type Fault,
  type FaultGateway,
  type ServiceCall,
  startFaultGateway,
} from '@headwaters/fault-injection';
import { type LocalServices, startLocalServices } from '@headwaters/local-services';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NodeHttpHandler } from '@smithy/node-http-handler';

const folder = mkdtempSync(join(tmpdir(), 'fault-gateway-'));
let services: LocalServices;
let gateway: FaultGateway;
let kinesis: KinesisClient;
let s3: S3Client;

beforeAll(async () => {
  services = await startLocalServices({ dataDirectory: folder });
  gateway = await startFaultGateway();
  const client = {
    endpoint: gateway.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
  };
  kinesis = new KinesisClient({ ...client, requestHandler: new NodeHttpHandler() });
  s3 = new S3Client({ ...client, forcePathStyle: true });
  plan([]);
  await kinesis.send(new CreateStreamCommand({ StreamName: 'stream', ShardCount: 1 }));
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
});

afterAll(async () => {
  s3.destroy();
  kinesis.destroy();
  await gateway.close();
  await services.close();
  rmSync(folder, { recursive: true });
});

let observed: { calls: ServiceCall[]; faults: Fault[]; served: ServiceCall[] };
beforeEach(() => {
  plan([]);
});

/** Plans one fault per call; undefined and all further calls: no fault. */
function plan(faults: (Fault | undefined)[]): void {
  observed = { calls: [], faults: [], served: [] };
  gateway.setTarget({
    endpoint: services.endpoint,
    plan: {
      faultFor: (call) => {
        observed.calls.push(call);
        return faults.shift();
      },
      onFault: (_, fault) => observed.faults.push(fault),
      onServed: (call) => observed.served.push(call),
    },
  });
}

const put = (...keys: string[]) =>
  kinesis.send(
    new PutRecordsCommand({
      StreamName: 'stream',
      Records: keys.map((PartitionKey) => ({ PartitionKey, Data: Buffer.from(PartitionKey) })),
    }),
  );

/** Returns the partition keys of the Kinesis records that were stored while `action` ran. */
async function storedBy(action: () => Promise<unknown>): Promise<string[]> {
  const shardId = services.kinesis.shards('stream')[0]?.shardId ?? '';
  const read = (position: Parameters<LocalServices['kinesis']['readShard']>[0]['position']) =>
    services.kinesis.readShard({ streamName: 'stream', shardId, position });
  const { afterSequenceNumber: sequenceNumber } = read({ type: 'LATEST' });
  await action();
  return read({ type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber }).records.map((record) => record.partitionKey);
}

describe('startFaultGateway', () => {
  it('forwards calls and responses unchanged if the plan has no fault', async () => {
    const Key = 'a folder/plus+percent%25 and \u{1f600}';
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: 'hello' }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'bucket', Key, Range: 'bytes=1-' }));
    expect(await Body?.transformToString()).toBe('ello');
    expect(await storedBy(() => put('one', 'two'))).toEqual(['one', 'two']);
    expect(observed.served).toEqual([
      { kind: 'putObject', bucket: 'bucket', key: Key, body: Buffer.from('hello') },
      { kind: 'getObject', bucket: 'bucket', key: Key, firstByte: 1 },
      {
        kind: 'putRecords',
        entries: [
          { partitionKey: 'one', data: Buffer.from('one') },
          { partitionKey: 'two', data: Buffer.from('two') },
        ],
      },
    ]);
    expect(observed.calls).toEqual(observed.served);
  });

  it('refuses 2 of 4 PutRecords entries, stores the others, and returns the results in the order of the request', async () => {
    plan([{ kind: 'refuseEntries', indexes: [0, 2], code: 'KMSThrottlingException' }]);
    let response: Awaited<ReturnType<typeof put>> | undefined;
    expect(await storedBy(async () => (response = await put('a', 'b', 'c', 'd')))).toEqual(['b', 'd']);
    expect(response?.FailedRecordCount).toBe(2);
    expect(response?.Records?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'KMSThrottlingException',
      undefined,
      'KMSThrottlingException',
      undefined,
    ]);
  });

  it('refuses all entries without calling the service', async () => {
    plan([{ kind: 'refuseEntries', indexes: [0], code: 'ProvisionedThroughputExceededException' }]);
    expect(await storedBy(() => put('a'))).toEqual([]);
    expect(observed.served).toEqual([]);
  });

  it.each(['before', 'after'] as const)(
    'fails a call %s it is served, with the planned error',
    async (when) => {
      plan([{ kind: 'fail', when, status: 500, code: 'InternalFailure' }]);
      const failed = async () => {
        await expect(put('a')).rejects.toMatchObject({ name: 'InternalFailure' });
      };
      expect(await storedBy(failed)).toEqual(when === 'after' ? ['a'] : []);
      expect(observed.faults).toHaveLength(1);
    },
  );

  it.each(['before', 'after'] as const)('resets the connection %s the call is served', async (when) => {
    plan([{ kind: 'reset', when }]);
    const failed = async () => {
      await expect(put('a')).rejects.toThrow(/ECONNRESET/);
    };
    expect(await storedBy(failed)).toEqual(when === 'after' ? ['a'] : []);
  });

  it('formats an error as XML for S3', async () => {
    plan([{ kind: 'fail', when: 'before', status: 403, code: 'AccessDenied' }]);
    const denied = s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'any' }));
    await expect(denied).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
  });

  it.each([
    ['notJson', /not valid JSON/],
    ['empty', undefined],
    ['entryMissing', [expect.objectContaining({ SequenceNumber: expect.any(String) })]],
    ['entriesBlank', [{}, {}]],
  ] as const)('returns a response with corruption %s for stored entries', async (corruption, expected) => {
    plan([{ kind: 'corruptResponse', corruption }]);
    const stored = await storedBy(async () => {
      const outcome = put('a', 'b');
      if (expected instanceof RegExp) await expect(outcome).rejects.toThrow(expected);
      else expect((await outcome).Records).toEqual(expected);
    });
    expect(stored).toEqual(['a', 'b']);
  });

  it('cuts a response body of 300,000 bytes after exactly 70,001 bytes', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'long', Body: Buffer.alloc(300_000) }));
    plan([{ kind: 'truncateBody', afterBytes: 70_001, end: 'reset' }]);
    const { Body, ContentLength } = await s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'long' }));
    let bytes = 0;
    const reading = (async () => {
      for await (const chunk of Body as AsyncIterable<Buffer>) bytes += chunk.length;
    })();
    await expect(reading).rejects.toThrow(/aborted/);
    expect([ContentLength, bytes]).toEqual([300_000, 70_001]);
  });

  it('sends no response until the client aborts', async () => {
    plan([{ kind: 'hang', when: 'before' }]);
    const waiting = kinesis.send(new PutRecordsCommand({ StreamName: 'stream', Records: [] }), {
      abortSignal: AbortSignal.timeout(50),
    });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('appends foreign entries to a PutRecords call and removes their results from the response', async () => {
    plan([{ kind: 'addEntries', entries: [{ partitionKey: 'foreign', data: Buffer.from('data') }] }]);
    let response: Awaited<ReturnType<typeof put>> | undefined;
    expect(await storedBy(async () => (response = await put('a', 'b')))).toEqual(['a', 'b', 'foreign']);
    expect([response?.FailedRecordCount, response?.Records?.length]).toEqual([0, 2]);
  });

  it('reads a Lambda Invoke call and formats its error as JSON with an error type header', async () => {
    plan([{ kind: 'fail', when: 'before', status: 429, code: 'TooManyRequestsException' }]);
    const url = `${gateway.endpoint}/2015-03-31/functions/arn%3Aworker/invocations`;
    const response = await fetch(url, { method: 'POST', body: '{}' });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
      429,
      'TooManyRequestsException',
    ]);
    const call = { kind: 'invoke', functionName: 'arn:worker', payload: Buffer.from('{}') };
    expect(observed.calls).toEqual([call]);
  });

  it('forwards a call after a delay of 5 ms', async () => {
    plan([{ kind: 'delay', millis: 5 }]);
    expect(await storedBy(() => put('late'))).toEqual(['late']);
    expect(observed.faults).toHaveLength(1);
  });
});

describe('a request to a fault gateway', () => {
  it('above 16 MiB is streamed to the services unchanged, in little memory', async () => {
    const body = Buffer.alloc(100 * 1024 * 1024, 'x');
    const before = process.memoryUsage().arrayBuffers;
    let peak = 0;
    const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage().arrayBuffers)), 5);
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'large', Body: body }));
    clearInterval(sampling);
    const end = new GetObjectCommand({ Bucket: 'bucket', Key: 'large', Range: 'bytes=-1' });
    const { ContentRange, Body: lastByte } = await s3.send(end);
    expect(await lastByte?.transformToString()).toBe('x');
    expect(ContentRange).toBe(`bytes ${body.length - 1}-${body.length - 1}/${body.length}`);
    expect(observed.calls.map(({ kind }) => kind)).toEqual(['getObject']);
    expect(peak - before).toBeLessThan(64 * 1024 * 1024);
  });

  it('over HTTP/2, which the Kinesis client of the SDK speaks by default, gets the faults of the plan', async () => {
    const http2Kinesis = new KinesisClient({
      endpoint: gateway.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
      maxAttempts: 3,
    });
    const command = new PutRecordsCommand({
      StreamName: 'stream',
      Records: ['a', 'b'].map((PartitionKey) => ({ PartitionKey, Data: Buffer.from(PartitionKey) })),
    });
    plan([
      { kind: 'fail', when: 'before', status: 500, code: 'InternalFailure' },
      { kind: 'reset', when: 'before' },
      { kind: 'refuseEntries', indexes: [1], code: 'KMSThrottlingException' },
    ]);
    const stored = await storedBy(async () => {
      expect((await http2Kinesis.send(command)).FailedRecordCount).toBe(1);
      expect((await http2Kinesis.send(command)).FailedRecordCount).toBe(0);
    });
    http2Kinesis.destroy();
    expect(stored).toEqual(['a', 'a', 'b']);
    expect(observed.faults.map(({ kind }) => kind)).toEqual(['fail', 'reset', 'refuseEntries']);
  });

  it.each([
    ['with the name of another host', { host: 'evil.test' }, 421],
    ['of a web page of another machine', { origin: 'http://evil.test' }, 403],
    ['of a web page of this machine', { origin: 'http://localhost:3000' }, 403],
    ['of an image', { 'sec-fetch-site': 'cross-site' }, 403],
  ])('%s is refused', async (_, headers, status) => {
    const sent = request(gateway.endpoint, { method: 'POST', headers });
    const [response] = (await once(sent.end('{"Records":[]}'), 'response')) as [IncomingMessage];
    response.resume();
    expect([response.statusCode, observed.calls]).toEqual([status, []]);
  });
});
