import { parseFailedBatch } from '@headwaters/ledger';
import { describe, expect, it } from '@jest/globals';
import { failedBatchText } from '../support/failed-batch-text.js';

describe('parseFailedBatch', () => {
  it('reads the function, time, condition, invocation count and records', () => {
    const data = [Buffer.from([0, 255, 10]), Buffer.alloc(0)];
    const records = data.map((bytes, index) => ({ partitionKey: `key ${index}`, data: bytes }));
    expect(parseFailedBatch(failedBatchText(records))).toEqual({
      functionName: 'consumer-archive',
      at: '2026-11-23T10:00:00.000Z',
      condition: 'RetryAttemptsExhausted',
      invocationCount: 6,
      stream: 'stream',
      shardId: 'shardId-000000000001',
      records: records.map((record) => ({
        ...record,
        sequenceNumber: undefined,
        arrivedAtMillis: undefined,
      })),
    });
  });

  it('reads the sequence number and the arrival of a Kinesis record', () => {
    const { payload, ...rest } = JSON.parse(failedBatchText([Buffer.from('a')])) as { payload: string };
    const {
      Records: [record],
    } = JSON.parse(payload) as { Records: { kinesis: object }[] };
    const kinesis = {
      ...record?.kinesis,
      sequenceNumber: '49590338271490256608559692538361571095921575989136588898',
      approximateArrivalTimestamp: 1_700_000_000.123,
    };
    const text = JSON.stringify({ ...rest, payload: JSON.stringify({ Records: [{ kinesis }] }) });
    expect(parseFailedBatch(text)?.records).toMatchObject([
      { sequenceNumber: kinesis.sequenceNumber, arrivedAtMillis: 1_700_000_000_123 },
    ]);
  });

  it.each(['7', 'live'])('reads the function name from an ARN with the qualifier %s', (qualifier) => {
    const functionArn = `arn:aws:lambda:us-east-2:123456789012:function:consumer-audit:${qualifier}`;
    expect(parseFailedBatch(failedBatchText([], { functionArn }))?.functionName).toBe('consumer-audit');
  });

  it('accepts a payload that is an object instead of a JSON string', () => {
    const text = failedBatchText([Buffer.from('a'), Buffer.from('b')]);
    const { payload, ...rest } = JSON.parse(text) as { payload: string };
    const asEvent = JSON.stringify({ ...rest, payload: JSON.parse(payload) as unknown });
    expect(parseFailedBatch(asEvent)).toEqual(parseFailedBatch(text));
  });

  it.each([
    ['invalid JSON', '{'],
    ['a record without its payload', failedBatchText([]).replace('payload', 'other')],
    ['a failed invocation', JSON.stringify({ requestPayload: {} })],
  ])('returns undefined for %s', (_, text) => {
    expect(parseFailedBatch(text)).toBeUndefined();
  });
});
