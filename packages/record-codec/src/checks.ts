import { InvalidOptionError, LimitExceededError } from './errors.js';

/**
 * @param subject - What is measured.
 * @param advice - What the caller can do.
 * @throws {@link LimitExceededError} if there are more bytes than the limit.
 */
export function checkBytes(subject: string, actualBytes: number, limitBytes: number, advice: string): void {
  if (actualBytes > limitBytes) throw new LimitExceededError({ subject, actualBytes, limitBytes }, advice);
}

/** @throws {@link InvalidOptionError} if an option is no whole number within its range. */
export function checkWholeNumber(
  name: string,
  value: number,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw new InvalidOptionError(`${name} must be a whole number from ${min} to ${max}; it is ${value}.`);
}
