import { InvalidOptionError, LimitExceededError } from './errors.js';

/**
 * Checks a size against its limit.
 *
 * @param subject - What was measured, as a noun.
 * @param advice - What the caller can do, as a sentence.
 * @throws {@link LimitExceededError} if `actualBytes` exceeds `limitBytes`.
 */
export function checkBytes(subject: string, actualBytes: number, limitBytes: number, advice: string): void {
  if (actualBytes > limitBytes) throw new LimitExceededError({ subject, actualBytes, limitBytes }, advice);
}

/** @throws {@link InvalidOptionError} if `value` is not an integer from `min` to `max`. */
export function checkInteger(
  name: string,
  value: number,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw new InvalidOptionError(`${name} must be an integer from ${min} to ${max}; it is ${value}.`);
}
