import type { AsynchronousPlan } from '../blueprint/functions.js';
import type { InvocationOutcome } from './function-invoker.js';

/** Why an asynchronous invocation is given up. */
export type AsynchronousCondition = 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';

/** What follows from one attempt of an asynchronous invocation. */
export type AsynchronousDecision =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly delayMillis: number }
  | { readonly kind: 'giveUp'; readonly condition: AsynchronousCondition };

/** What was tried so far, the latest attempt included. */
export interface AsynchronousHistory {
  /** Attempts that the function failed. */
  readonly failures: number;
  /** Attempts that were throttled since the last that ran. */
  readonly throttles: number;
  readonly ageMillis: number;
}

/** The settings that decide how a failure goes on. */
export type AsynchronousSettings = Pick<
  AsynchronousPlan,
  'maximumRetryAttempts' | 'maximumEventAgeSeconds'
> & {
  readonly reservedConcurrency: number | undefined;
};

const millisPerMinute = 60_000;
const longestThrottleDelayMillis = 5 * millisPerMinute;

/**
 * Decides how an asynchronous invocation goes on: retries after one and two minutes; throttled ones after 1 s, then twice as
 * long each time up to 5 minutes, without using up a retry; and an end where the event would be too old by then.
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html; LocalStack's snapshots of real
 * AWS, test_retries and test_maxeventage (read 2026-11-23).
 */
export function judgeAsynchronous(
  outcome: InvocationOutcome,
  history: AsynchronousHistory,
  settings: AsynchronousSettings,
): AsynchronousDecision {
  if (outcome.kind === 'succeeded') return { kind: 'done' };
  const throttled = outcome.kind === 'throttled';
  if (throttled && settings.reservedConcurrency === 0)
    return { kind: 'giveUp', condition: 'ZeroReservedConcurrency' };
  if (!throttled && history.failures > settings.maximumRetryAttempts) {
    return { kind: 'giveUp', condition: 'RetriesExhausted' };
  }
  const delayMillis = throttled
    ? Math.min(1_000 * 2 ** (history.throttles - 1), longestThrottleDelayMillis)
    : history.failures * millisPerMinute;
  const isTooOld = history.ageMillis + delayMillis >= settings.maximumEventAgeSeconds * 1_000;
  return isTooOld ? { kind: 'giveUp', condition: 'EventAgeExceeded' } : { kind: 'retry', delayMillis };
}
