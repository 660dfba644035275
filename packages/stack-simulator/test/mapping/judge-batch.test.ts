import { describe, expect, test } from '@jest/globals';
import { newBatch } from '../../src/mapping/batch.js';
import { judgeBatch } from '../../src/mapping/judge-batch.js';
import { kinesisRecords } from '../support/kinesis-records.js';

const records = kinesisRecords(5);
const settings = { maximumRetryAttempts: 2, bisectBatchOnFunctionError: false };
const bisecting = { ...settings, bisectBatchOnFunctionError: true };

describe('judgeBatch', () => {
  test('moves the checkpoint past an accepted batch', () => {
    expect(judgeBatch(newBatch(records), { kind: 'accepted' }, settings)).toEqual({
      accepted: records,
      next: [],
      givenUp: undefined,
    });
  });

  test('starts the rest of a partly accepted batch with a fresh budget of retries', () => {
    const tired = { ...newBatch(records), failures: 2, invocations: 2 };
    expect(judgeBatch(tired, { kind: 'acceptedBefore', index: 2 }, bisecting)).toEqual({
      accepted: records.slice(0, 2),
      next: [newBatch(records.slice(2))],
      givenUp: undefined,
    });
  });

  test('tries a failed batch again until its retries are used up, then gives it up', () => {
    const batch = newBatch(records);
    const once = { ...batch, failures: 1, invocations: 1 };
    const twice = { ...batch, failures: 2, invocations: 2 };
    expect(judgeBatch(batch, { kind: 'failed' }, settings).next).toEqual([once]);
    expect(judgeBatch(once, { kind: 'failed' }, settings).next).toEqual([twice]);
    expect(judgeBatch(twice, { kind: 'failed' }, settings)).toEqual({
      accepted: [],
      next: [],
      givenUp: { ...batch, failures: 2, invocations: 3 },
    });
  });

  test('gives a batch up at its first failure where no retry is allowed, and never where they are without end', () => {
    const attempts = (maximumRetryAttempts: number) =>
      judgeBatch(
        { ...newBatch(records), failures: 9_999 },
        { kind: 'failed' },
        { ...settings, maximumRetryAttempts },
      );
    expect(attempts(0).givenUp?.records).toEqual(records);
    expect(attempts(-1).givenUp).toBeUndefined();
  });

  test('splits a failed batch in two, the larger half first, without using up a retry', () => {
    expect(judgeBatch(newBatch(records), { kind: 'failed' }, bisecting)).toEqual({
      accepted: [],
      next: [
        { ...newBatch(records.slice(0, 3)), invocations: 1 },
        { ...newBatch(records.slice(3)), invocations: 1 },
      ],
      givenUp: undefined,
    });
  });

  test('retries a single record that it can split no further', () => {
    const single = newBatch(records.slice(0, 1));
    expect(judgeBatch(single, { kind: 'failed' }, bisecting).next).toEqual([
      { ...single, failures: 1, invocations: 1 },
    ]);
  });

  test('uses up no retry for a throttled attempt', () => {
    const tired = { ...newBatch(records), failures: 2, invocations: 2 };
    expect(judgeBatch(tired, { kind: 'throttled' }, settings).next).toEqual([{ ...tired, throttles: 1 }]);
  });
});
