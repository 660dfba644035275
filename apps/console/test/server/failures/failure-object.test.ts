import { describe, expect, it } from '@jest/globals';
import { eventOf, parseFailureObject, recordsOf } from '../../../src/server/failures/failure-object.js';

const event = { Records: [{ eventID: 'shardId-000000000000:1' }] };

describe('eventOf', () => {
  it.each([
    ['a batch with its payload as a string', { payload: JSON.stringify(event) }],
    ['a batch with its payload as an object', { payload: event }],
    ['an asynchronous invocation', { requestPayload: event }],
  ])('returns the event of %s as a JSON string', (_, object) => {
    expect(eventOf(object)).toBe(JSON.stringify(event));
  });
});

describe('parseFailureObject', () => {
  const quarantined = {
    quarantineVersion: 1,
    consumer: 'audit',
    at: '2026-11-23T11:00:00.000Z',
    reason: { kind: 'permanent', code: 'HEADWATERS_RECORD_CORRUPT', message: 'damaged' },
    stream: 'records',
    shardId: 'shardId-000000000001',
    sequenceNumber: '49',
    partitionKey: 'key',
    arrivedAt: '2026-11-23T10:00:00.500Z',
    data: 'eA==',
  };

  it('returns a quarantined Kinesis record as the payload of a batch, without its data elsewhere', () => {
    const { payload, ...rest } = parseFailureObject(JSON.stringify(quarantined));
    expect(payload).toMatchObject({
      Records: [
        {
          eventID: 'shardId-000000000001:49',
          eventSourceARN: expect.stringMatching(/:stream\/records$/),
          kinesis: {
            data: 'eA==',
            partitionKey: 'key',
            sequenceNumber: '49',
            approximateArrivalTimestamp: Date.parse('2026-11-23T10:00:00.500Z') / 1_000,
          },
        },
      ],
    });
    expect(rest).not.toHaveProperty('data');
    expect(rest).toMatchObject({ consumer: 'audit', reason: { kind: 'permanent' } });
  });

  it('returns any other failure object unchanged', () => {
    expect(parseFailureObject(JSON.stringify({ payload: event }))).toEqual({ payload: event });
  });
});

describe('recordsOf', () => {
  it('returns the records of a batch, whether its payload is a string or an object', () => {
    expect(recordsOf({ payload: JSON.stringify(event) })).toEqual(event.Records);
    expect(recordsOf({ payload: event })).toEqual(event.Records);
  });

  it('returns no records for an asynchronous invocation', () => {
    expect(recordsOf({ requestPayload: event })).toEqual([]);
  });
});
