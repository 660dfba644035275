import { mkdtempSync, rmSync } from 'node:fs';
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
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
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

let seen: { calls: ServiceCall[]; struck: Fault[]; served: ServiceCall[] };
beforeEach(() => {
  plan([]);
});

/** Lets these faults strike, one a call; then nothing goes wrong. */
function plan(faults: (Fault | undefined)[]): void {
  seen = { calls: [], struck: [], served: [] };
  gateway.direct({
    endpoint: services.endpoint,
    plan: {
      faultFor: (call) => {
        seen.calls.push(call);
        return faults.shift();
      },
      struck: (_, fault) => seen.struck.push(fault),
      served: (call) => seen.served.push(call),
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

/** Partition keys of all that was stored while `action` ran. */
async function storedBy(action: () => Promise<unknown>): Promise<string[]> {
  const shardId = services.kinesis.shards('stream')[0]?.shardId ?? '';
  const read = (position: Parameters<LocalServices['kinesis']['readShard']>[0]['position']) =>
    services.kinesis.readShard({ streamName: 'stream', shardId, position });
  const { afterSequenceNumber: sequenceNumber } = read({ type: 'LATEST' });
  await action();
  return read({ type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber }).records.map((record) => record.partitionKey);
}

describe('startFaultGateway', () => {
  test('passes calls and answers on as they are while nothing is to break', async () => {
    const Key = 'a folder/plus+percent%25 and \u{1f600}';
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: 'hello' }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'bucket', Key, Range: 'bytes=1-' }));
    expect(await Body?.transformToString()).toBe('ello');
    expect(await storedBy(() => put('one', 'two'))).toEqual(['one', 'two']);
    expect(seen.served).toEqual([
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
    expect(seen.calls).toEqual(seen.served);
  });

  test('refuses entries of a PutRecords call and stores the others, each outcome at its place', async () => {
    plan([{ kind: 'refuseEntries', places: [0, 2], code: 'KMSThrottlingException' }]);
    let answer: Awaited<ReturnType<typeof put>> | undefined;
    expect(await storedBy(async () => (answer = await put('a', 'b', 'c', 'd')))).toEqual(['b', 'd']);
    expect(answer?.FailedRecordCount).toBe(2);
    expect(answer?.Records?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'KMSThrottlingException',
      undefined,
      'KMSThrottlingException',
      undefined,
    ]);
  });

  test('refuses every entry without asking the service', async () => {
    plan([{ kind: 'refuseEntries', places: [0], code: 'ProvisionedThroughputExceededException' }]);
    expect(await storedBy(() => put('a'))).toEqual([]);
    expect(seen.served).toEqual([]);
  });

  test.each(['before', 'after'] as const)(
    'fails a call %s it is served, with the error given',
    async (when) => {
      plan([{ kind: 'fail', when, status: 500, code: 'InternalFailure' }]);
      const failed = async () => {
        await expect(put('a')).rejects.toMatchObject({ name: 'InternalFailure' });
      };
      expect(await storedBy(failed)).toEqual(when === 'after' ? ['a'] : []);
      expect(seen.struck).toHaveLength(1);
    },
  );

  test.each(['before', 'after'] as const)('resets the connection %s a call is served', async (when) => {
    plan([{ kind: 'reset', when }]);
    const failed = async () => {
      await expect(put('a')).rejects.toThrow(/ECONNRESET/);
    };
    expect(await storedBy(failed)).toEqual(when === 'after' ? ['a'] : []);
  });

  test('speaks the error format of S3', async () => {
    plan([{ kind: 'fail', when: 'before', status: 403, code: 'AccessDenied' }]);
    const denied = s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'any' }));
    await expect(denied).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
  });

  test.each([
    ['notJson', /not valid JSON/],
    ['empty', undefined],
    ['entryMissing', [expect.objectContaining({ SequenceNumber: expect.any(String) })]],
    ['entriesBlank', [{}, {}]],
  ] as const)('answers %s for what was stored', async (answer, expected) => {
    plan([{ kind: 'garble', answer }]);
    const stored = await storedBy(async () => {
      const outcome = put('a', 'b');
      if (expected instanceof RegExp) await expect(outcome).rejects.toThrow(expected);
      else expect((await outcome).Records).toEqual(expected);
    });
    expect(stored).toEqual(['a', 'b']);
  });

  test('cuts a body off after exactly as many bytes as planned', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'long', Body: Buffer.alloc(300_000) }));
    plan([{ kind: 'cutBody', afterBytes: 70_001, end: 'reset' }]);
    const { Body, ContentLength } = await s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'long' }));
    let bytes = 0;
    const reading = (async () => {
      for await (const chunk of Body as AsyncIterable<Buffer>) bytes += chunk.length;
    })();
    await expect(reading).rejects.toThrow(/aborted/);
    expect([ContentLength, bytes]).toEqual([300_000, 70_001]);
  });

  test('keeps a client waiting until it goes away', async () => {
    plan([{ kind: 'hang', when: 'before' }]);
    const waiting = kinesis.send(new PutRecordsCommand({ StreamName: 'stream', Records: [] }), {
      abortSignal: AbortSignal.timeout(50),
    });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });

  test("lets somebody else's records slip in behind those of a call, unseen by the client", async () => {
    plan([{ kind: 'addEntries', entries: [{ partitionKey: 'stranger', data: Buffer.from('data') }] }]);
    let answer: Awaited<ReturnType<typeof put>> | undefined;
    expect(await storedBy(async () => (answer = await put('a', 'b')))).toEqual(['a', 'b', 'stranger']);
    expect([answer?.FailedRecordCount, answer?.Records?.length]).toEqual([0, 2]);
  });

  test('knows an event for a function, and fails it in the way of Lambda', async () => {
    plan([{ kind: 'fail', when: 'before', status: 429, code: 'TooManyRequestsException' }]);
    const url = `${gateway.endpoint}/2015-03-31/functions/arn%3Aworker/invocations`;
    const answer = await fetch(url, { method: 'POST', body: '{}' });
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([
      429,
      'TooManyRequestsException',
    ]);
    const call = { kind: 'invoke', functionName: 'arn:worker', payload: Buffer.from('{}') };
    expect(seen.calls).toEqual([call]);
  });

  test('serves a call late', async () => {
    plan([{ kind: 'delay', millis: 5 }]);
    expect(await storedBy(() => put('late'))).toEqual(['late']);
    expect(seen.struck).toHaveLength(1);
  });
});
