import { describe, expect, test } from '@jest/globals';
import { judgeBatch, readVerdict } from '../../src/mapping/batch-result.js';
import { newBatch } from '../../src/mapping/batch.js';
import { kinesisRecords } from '../support/kinesis-records.js';

const sequenceNumbers = ['11', '12', '13'];
const succeeded = (answer: unknown) => ({ kind: 'succeeded', payload: JSON.stringify(answer) }) as const;
const failures = (...identifiers: readonly unknown[]) => ({
  batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })),
});

describe('readVerdict', () => {
  test.each([
    ['null', null],
    ['an empty text', ''],
    ['an empty list', []],
    ['an empty object', {}],
    ['an empty list of failures', { batchItemFailures: [] }],
    ['null in place of the failures', { batchItemFailures: null }],
    ['an answer that is about something else', { ok: true }],
  ])('takes %s as success', (_, answer) => {
    expect(readVerdict(succeeded(answer), sequenceNumbers, true)).toEqual({ kind: 'accepted' });
  });

  test.each([
    ['a number as identifier', failures(123)],
    ['an empty identifier', failures('')],
    ['null as identifier', failures(null)],
    ['an identifier of no record of the batch', failures('99')],
    ['another key than itemIdentifier', { batchItemFailures: [{ foo: '12' }] }],
    ['one unknown identifier beside a known one', failures('12', '99')],
    ['a text in place of the failures', { batchItemFailures: '12' }],
    ['the first record', failures('11')],
  ])('takes %s as a failure of the whole batch', (_, answer) => {
    expect(readVerdict(succeeded(answer), sequenceNumbers, true)).toEqual({ kind: 'failed' });
  });

  test('takes the lowest of several failed records as the place to go on from', () => {
    const answer = succeeded(failures('13', '12'));
    expect(readVerdict(answer, sequenceNumbers, true)).toEqual({ kind: 'acceptedBefore', index: 1 });
  });

  test('ignores the answer of a mapping that does not report failures', () => {
    expect(readVerdict(succeeded(failures('12')), sequenceNumbers, false)).toEqual({ kind: 'accepted' });
  });

  test('tells a function that failed from one that never ran', () => {
    const failure = { errorType: 'Error', errorMessage: '' };
    expect(readVerdict({ kind: 'failed', failure }, sequenceNumbers, true)).toEqual({ kind: 'failed' });
    expect(readVerdict({ kind: 'throttled' }, sequenceNumbers, true)).toEqual({ kind: 'throttled' });
  });
});

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
