import { describe, expect, it } from '@jest/globals';
import { eventOf, recordsOf } from '../../../src/server/failures/redelivery.js';

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

describe('recordsOf', () => {
  it('returns the records of a batch, whether its payload is a string or an object', () => {
    expect(recordsOf({ payload: JSON.stringify(event) })).toEqual(event.Records);
    expect(recordsOf({ payload: event })).toEqual(event.Records);
  });

  it('returns no records for an asynchronous invocation', () => {
    expect(recordsOf({ requestPayload: event })).toEqual([]);
  });
});
