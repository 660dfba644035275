import { parseFailedBatch } from '@headwaters/ledger';
import { describe, expect, it } from '@jest/globals';
import { failedBatchText } from './failed-batch-text.js';

describe('parseFailedBatch', () => {
  it('reads the function, time, condition, invocation count and records', () => {
    const data = [Buffer.from([0, 255, 10]), Buffer.alloc(0)];
    const records = data.map((bytes, index) => ({ partitionKey: `key ${index}`, data: bytes }));
    expect(parseFailedBatch(failedBatchText(records))).toEqual({
      functionName: 'consumer-archive',
      at: '2026-11-23T10:00:00.000Z',
      condition: 'RetryAttemptsExhausted',
      invocationCount: 6,
      records,
    });
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
