import type { AsynchronousPlan } from '../blueprint/asynchronous-plan.js';
import type { InvocationOutcome } from './function-invoker.js';

/** Why an asynchronous invocation is not retried. Invocation records carry it as `condition`. */
export type AsynchronousFailureCondition =
  'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';

/** What to do after an attempt of an asynchronous invocation. */
export type AsynchronousDecision =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly delayMillis: number }
  | { readonly kind: 'fail'; readonly condition: AsynchronousFailureCondition };

/** The attempts so far, including the latest one. */
export interface AsynchronousHistory {
  /** Attempts that failed. */
  readonly failures: number;
  /** Throttled attempts since the function last ran. */
  readonly throttles: number;
  /** Age of the event. */
  readonly ageMillis: number;
}

/** The settings of a function that limit its retries. */
export interface AsynchronousSettings extends Pick<
  AsynchronousPlan,
  'maximumRetryAttempts' | 'maximumEventAgeSeconds'
> {
  readonly reservedConcurrency: number | undefined;
}

const millisPerMinute = 60_000;
const maxThrottleDelayMillis = 5 * millisPerMinute;

/**
 * Decides what to do after an attempt of an asynchronous invocation.
 *
 * - A failed attempt is retried after 1 minute, then after 2 minutes.
 * - A throttled attempt is retried after 1 s, doubling up to 5 minutes, and does not count as a retry.
 * - An event that would exceed its maximum age by then is not retried.
 *
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html; LocalStack's snapshots of real
 * AWS, test_retries and test_maxeventage (read 2026-11-23).
 */
export function decideAsynchronousRetry(
  outcome: InvocationOutcome,
  history: AsynchronousHistory,
  settings: AsynchronousSettings,
): AsynchronousDecision {
  if (outcome.kind === 'succeeded') return { kind: 'done' };
  const throttled = outcome.kind === 'throttled';
  if (throttled && settings.reservedConcurrency === 0) {
    return { kind: 'fail', condition: 'ZeroReservedConcurrency' };
  }
  if (!throttled && history.failures > settings.maximumRetryAttempts) {
    return { kind: 'fail', condition: 'RetriesExhausted' };
  }
  const delayMillis = throttled
    ? Math.min(1_000 * 2 ** (history.throttles - 1), maxThrottleDelayMillis)
    : history.failures * millisPerMinute;
  const isTooOld = history.ageMillis + delayMillis >= settings.maximumEventAgeSeconds * 1_000;
  return isTooOld ? { kind: 'fail', condition: 'EventAgeExceeded' } : { kind: 'retry', delayMillis };
}
