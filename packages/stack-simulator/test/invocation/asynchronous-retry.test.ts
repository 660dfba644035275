import { describe, expect, it } from '@jest/globals';
import { decideAsynchronousRetry } from '../../src/invocation/asynchronous-retry.js';

const failed = { kind: 'failed', failure: { errorType: 'Error', errorMessage: '' } } as const;
const throttled = { kind: 'throttled' } as const;
const settings = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600, reservedConcurrency: undefined };
const history = (failures: number, { throttles = 0, ageMillis = 0 } = {}) => ({
  failures,
  throttles,
  ageMillis,
});

describe('decideAsynchronousRetry', () => {
  it('is done after a success', () => {
    const succeeded = { kind: 'succeeded', payload: 'null' } as const;
    expect(decideAsynchronousRetry(succeeded, history(0), settings)).toEqual({ kind: 'done' });
  });

  it('retries after 1 and after 2 minutes, then fails', () => {
    const decisions = [1, 2, 3].map((failures) =>
      decideAsynchronousRetry(failed, history(failures), settings),
    );
    expect(decisions).toEqual([
      { kind: 'retry', delayMillis: 60_000 },
      { kind: 'retry', delayMillis: 120_000 },
      { kind: 'fail', condition: 'RetriesExhausted' },
    ]);
  });

  it('fails after the first attempt for maximumRetryAttempts 0', () => {
    expect(decideAsynchronousRetry(failed, history(1), { ...settings, maximumRetryAttempts: 0 })).toEqual({
      kind: 'fail',
      condition: 'RetriesExhausted',
    });
  });

  it('fails if the event would exceed its maximum age before the next attempt', () => {
    const young = { ...settings, maximumEventAgeSeconds: 61 };
    const decision = (ageMillis: number) => decideAsynchronousRetry(failed, history(1, { ageMillis }), young);
    expect(decision(999)).toEqual({ kind: 'retry', delayMillis: 60_000 });
    expect(decision(1_000)).toEqual({ kind: 'fail', condition: 'EventAgeExceeded' });
  });

  it('retries throttled attempts after 1 s to 5 minutes without using retries', () => {
    const delays = [1, 2, 9, 10, 50].map((throttles) =>
      decideAsynchronousRetry(throttled, history(2, { throttles }), settings),
    );
    expect(delays).toEqual(
      [1_000, 2_000, 256_000, 300_000, 300_000].map((delayMillis) => ({ kind: 'retry', delayMillis })),
    );
  });

  it('fails at once for a reserved concurrency of 0', () => {
    const decision = decideAsynchronousRetry(throttled, history(0, { throttles: 1 }), {
      ...settings,
      reservedConcurrency: 0,
    });
    expect(decision).toEqual({ kind: 'fail', condition: 'ZeroReservedConcurrency' });
  });
});
