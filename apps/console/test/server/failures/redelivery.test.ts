import { describe, expect, it } from '@jest/globals';
import { eventOf, recordsOf } from '../../../src/server/failures/redelivery.js';

const event = { Records: [{ eventID: 'shardId-000000000000:1' }] };

describe('eventOf', () => {
  it.each([
    ['a batch with its payload as text', { payload: JSON.stringify(event) }],
    ['a batch with its payload as it is', { payload: event }],
    ['an asynchronous invocation', { requestPayload: event }],
  ])('gives the event of %s as JSON text', (_, object) => {
    expect(eventOf(object)).toBe(JSON.stringify(event));
  });
});

describe('recordsOf', () => {
  it('gives the records of a batch, whether its payload is text or not', () => {
    expect(recordsOf({ payload: JSON.stringify(event) })).toEqual(event.Records);
    expect(recordsOf({ payload: event })).toEqual(event.Records);
  });

  it('finds no stream records in an asynchronous invocation', () => {
    expect(recordsOf({ requestPayload: event })).toEqual([]);
  });
});
