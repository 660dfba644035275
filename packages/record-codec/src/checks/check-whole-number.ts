import { InvalidOptionError } from '../errors/invalid-option-error.js';

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
