import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestServices, startForTest } from '../start-for-test.js';

describe('createKinesisHandler', () => {
  let running: TestServices;
  beforeAll(async () => {
    running = await startForTest();
  });
  afterAll(() => running.stop());

  async function call(operation: string, body: string) {
    const response = await fetch(running.services.endpoint, {
      method: 'POST',
      headers: {
        'X-Amz-Target': `Kinesis_20131202.${operation}`,
        'Content-Type': 'application/x-amz-json-1.1',
      },
      body,
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  it('returns 501 for an unsupported operation', async () => {
    const { status, body } = await call('PutResourcePolicy', '{}');
    expect(status).toBe(501);
    expect(body).toMatchObject({ __type: 'UnknownOperationException' });
  });

  it.each([
    ['', 'SerializationException', /not JSON/],
    ['{', 'SerializationException', /not JSON/],
    ['[]', 'SerializationException', /not a JSON object/],
    [
      '{"StreamName": "none"}',
      'ResourceNotFoundException',
      /Stream none under account 000000000000 not found/,
    ],
    [
      '{"StreamName": "a", "StreamARN": "arn:aws:kinesis:us-east-1:000000000000:stream/b"}',
      'ValidationException',
      /does not name the requested stream/,
    ],
  ])('rejects DescribeStream with %j as %s', async (body, type, message) => {
    const answer = await call('DescribeStream', body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-amzn-errortype')).toBe(type);
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    const member = type === 'SerializationException' ? 'Message' : 'message';
    expect(answer.body).toEqual({ __type: type, [member]: expect.stringMatching(message) });
  });

  it('refuses CBOR by name, and says how to switch it off', async () => {
    const response = await fetch(running.services.endpoint, {
      method: 'POST',
      headers: {
        'X-Amz-Target': 'Kinesis_20131202.ListStreams',
        'Content-Type': 'application/x-amz-cbor-1.1',
      },
      body: Buffer.from([0xa0]),
    });
    expect(response.status).toBe(415);
    expect(response.headers.get('x-amzn-errortype')).toBe('UnsupportedMediaTypeException');
    expect(await response.json()).toMatchObject({
      message: expect.stringMatching(/CBOR.*CBOR_ENABLED=false/),
    });
  });

  it('names the invalid entry of a list', async () => {
    await call('CreateStream', '{"StreamName": "a", "ShardCount": 1}').catch(() => undefined);
    const Records = [{ Data: 'eA==', PartitionKey: 'k' }, { Data: 'eA==' }];
    const { body } = await call('PutRecords', JSON.stringify({ StreamName: 'a', Records }));
    expect(body).toMatchObject({
      message: expect.stringContaining("Value null at 'records.2.member.partitionKey'"),
    });
  });

  it('accepts 10 MiB of data in one request and rejects more', async () => {
    const Data = Buffer.alloc(1_048_575).toString('base64');
    const records = (count: number) => ({
      StreamName: 'a',
      Records: Array.from({ length: count }, () => ({ Data, PartitionKey: 'k' })),
    });
    const { body } = await call('PutRecords', JSON.stringify(records(11)));
    expect(body).toMatchObject({
      __type: 'InvalidArgumentException',
      message: 'Records size exceeds 10 MB limit',
    });
    const allowed = await call('PutRecords', JSON.stringify(records(10)));
    expect(allowed.status).toBe(200);
  });

  it('returns 413 for a body above 18 MiB, and serves the next request', async () => {
    const { status } = await call('PutRecords', 'x'.repeat(18 * 1024 * 1024 + 1));
    expect(status).toBe(413);
    expect((await call('ListStreams', '{}')).status).toBe(200);
  });
});
