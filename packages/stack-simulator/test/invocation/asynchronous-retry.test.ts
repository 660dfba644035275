import { describe, expect, test } from '@jest/globals';
import { judgeAsynchronous } from '../../src/invocation/asynchronous-retry.js';

const failed = { kind: 'failed', failure: { errorType: 'Error', errorMessage: '' } } as const;
const throttled = { kind: 'throttled' } as const;
const settings = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600, reservedConcurrency: undefined };
const history = (failures: number, { throttles = 0, ageMillis = 0 } = {}) => ({
  failures,
  throttles,
  ageMillis,
});

describe('judgeAsynchronous', () => {
  test('is done with a success', () => {
    const succeeded = { kind: 'succeeded', payload: 'null' } as const;
    expect(judgeAsynchronous(succeeded, history(0), settings)).toEqual({ kind: 'done' });
  });

  test('retries after one and after two minutes, then gives up', () => {
    const decisions = [1, 2, 3].map((failures) => judgeAsynchronous(failed, history(failures), settings));
    expect(decisions).toEqual([
      { kind: 'retry', delayMillis: 60_000 },
      { kind: 'retry', delayMillis: 120_000 },
      { kind: 'giveUp', condition: 'RetriesExhausted' },
    ]);
  });

  test('gives up at once where no retry is allowed', () => {
    expect(judgeAsynchronous(failed, history(1), { ...settings, maximumRetryAttempts: 0 })).toEqual({
      kind: 'giveUp',
      condition: 'RetriesExhausted',
    });
  });

  test('gives up when the event would be too old for the next attempt', () => {
    const young = { ...settings, maximumEventAgeSeconds: 61 };
    const decision = (ageMillis: number) => judgeAsynchronous(failed, history(1, { ageMillis }), young);
    expect(decision(999)).toEqual({ kind: 'retry', delayMillis: 60_000 });
    expect(decision(1_000)).toEqual({ kind: 'giveUp', condition: 'EventAgeExceeded' });
  });

  test('retries throttled attempts from 1 s to 5 minutes without using up retries', () => {
    const delays = [1, 2, 9, 10, 50].map((throttles) =>
      judgeAsynchronous(throttled, history(2, { throttles }), settings),
    );
    expect(delays).toEqual(
      [1_000, 2_000, 256_000, 300_000, 300_000].map((delayMillis) => ({ kind: 'retry', delayMillis })),
    );
  });

  test('gives up at once where the function may never run', () => {
    const decision = judgeAsynchronous(throttled, history(0, { throttles: 1 }), {
      ...settings,
      reservedConcurrency: 0,
    });
    expect(decision).toEqual({ kind: 'giveUp', condition: 'ZeroReservedConcurrency' });
  });
});
