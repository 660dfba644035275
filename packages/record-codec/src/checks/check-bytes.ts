import { LimitExceededError } from '../errors/limit-exceeded-error.js';

/**
 * @param subject - What is measured.
 * @param advice - What the caller can do.
 * @throws {@link LimitExceededError} if there are more bytes than the limit.
 */
export function checkBytes(subject: string, actualBytes: number, limitBytes: number, advice: string): void {
  if (actualBytes > limitBytes) throw new LimitExceededError({ subject, actualBytes, limitBytes }, advice);
}
