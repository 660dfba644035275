import { describe, expect, it } from '@jest/globals';
import { decideNextBatches, readBatchResult } from '../../src/mapping/batch-result.js';
import { newBatch } from '../../src/mapping/batch.js';
import { kinesisRecords } from '../support/kinesis-records.js';

const sequenceNumbers = ['11', '12', '13'];
const succeeded = (response: unknown) => ({ kind: 'succeeded', payload: JSON.stringify(response) }) as const;
const failures = (...identifiers: readonly unknown[]) => ({
  batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })),
});

describe('readBatchResult', () => {
  it.each([
    ['null', null],
    ['an empty string', ''],
    ['an empty list', []],
    ['an empty object', {}],
    ['an empty list of failures', { batchItemFailures: [] }],
    ['null as the list of failures', { batchItemFailures: null }],
    ['a response without batchItemFailures', { ok: true }],
  ])('accepts the batch for %s', (_, response) => {
    expect(readBatchResult(succeeded(response), sequenceNumbers, true)).toEqual({ kind: 'accepted' });
  });

  it.each([
    ['a number as identifier', failures(123)],
    ['an empty identifier', failures('')],
    ['null as identifier', failures(null)],
    ['an identifier that is not in the batch', failures('99')],
    ['a key other than itemIdentifier', { batchItemFailures: [{ foo: '12' }] }],
    ['one unknown identifier beside a known one', failures('12', '99')],
    ['a string as the list of failures', { batchItemFailures: '12' }],
    ['the first Kinesis record', failures('11')],
  ])('fails the whole batch for %s', (_, response) => {
    expect(readBatchResult(succeeded(response), sequenceNumbers, true)).toEqual({ kind: 'failed' });
  });

  it('continues at the lowest of several reported Kinesis records', () => {
    const response = succeeded(failures('13', '12'));
    expect(readBatchResult(response, sequenceNumbers, true)).toEqual({ kind: 'acceptedBefore', index: 1 });
  });

  it('ignores the response if the mapping has no ReportBatchItemFailures', () => {
    expect(readBatchResult(succeeded(failures('12')), sequenceNumbers, false)).toEqual({ kind: 'accepted' });
  });

  it('distinguishes a failed invocation from a throttled one', () => {
    const failure = { errorType: 'Error', errorMessage: '' };
    expect(readBatchResult({ kind: 'failed', failure }, sequenceNumbers, true)).toEqual({ kind: 'failed' });
    expect(readBatchResult({ kind: 'throttled' }, sequenceNumbers, true)).toEqual({ kind: 'throttled' });
  });
});

const records = kinesisRecords(5);
const settings = { maximumRetryAttempts: 2, bisectBatchOnFunctionError: false };
const bisecting = { ...settings, bisectBatchOnFunctionError: true };

describe('decideNextBatches', () => {
  it('moves the checkpoint past an accepted batch', () => {
    expect(decideNextBatches(newBatch(records), { kind: 'accepted' }, settings)).toEqual({
      accepted: records,
      next: [],
      failed: undefined,
    });
  });

  it('starts the rest of a partly accepted batch with no retries used', () => {
    const retried = { ...newBatch(records), failures: 2, invocations: 2 };
    expect(decideNextBatches(retried, { kind: 'acceptedBefore', index: 2 }, bisecting)).toEqual({
      accepted: records.slice(0, 2),
      next: [newBatch(records.slice(2))],
      failed: undefined,
    });
  });

  it('retries a failed batch 2 times for maximumRetryAttempts 2', () => {
    const batch = newBatch(records);
    const once = { ...batch, failures: 1, invocations: 1 };
    const twice = { ...batch, failures: 2, invocations: 2 };
    expect(decideNextBatches(batch, { kind: 'failed' }, settings).next).toEqual([once]);
    expect(decideNextBatches(once, { kind: 'failed' }, settings).next).toEqual([twice]);
    expect(decideNextBatches(twice, { kind: 'failed' }, settings)).toEqual({
      accepted: [],
      next: [],
      failed: { ...batch, failures: 2, invocations: 3 },
    });
  });

  it('never retries for maximumRetryAttempts 0 and always for -1', () => {
    const attempts = (maximumRetryAttempts: number) =>
      decideNextBatches(
        { ...newBatch(records), failures: 9_999 },
        { kind: 'failed' },
        { ...settings, maximumRetryAttempts },
      );
    expect(attempts(0).failed?.records).toEqual(records);
    expect(attempts(-1).failed).toBeUndefined();
  });

  it('bisects a failed batch of 5 into 3 and 2 without using a retry', () => {
    expect(decideNextBatches(newBatch(records), { kind: 'failed' }, bisecting)).toEqual({
      accepted: [],
      next: [
        { ...newBatch(records.slice(0, 3)), invocations: 1 },
        { ...newBatch(records.slice(3)), invocations: 1 },
      ],
      failed: undefined,
    });
  });

  it('retries a batch of one Kinesis record that cannot be split', () => {
    const single = newBatch(records.slice(0, 1));
    expect(decideNextBatches(single, { kind: 'failed' }, bisecting).next).toEqual([
      { ...single, failures: 1, invocations: 1 },
    ]);
  });

  it('uses no retry for a throttled attempt', () => {
    const retried = { ...newBatch(records), failures: 2, invocations: 2 };
    expect(decideNextBatches(retried, { kind: 'throttled' }, settings).next).toEqual([
      { ...retried, throttles: 1 },
    ]);
  });
});
