import * as v from 'valibot';

/** What a number may be, and why: the error message and the settings reference are both made from it. */
export interface NumberRange {
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  /** Completes "set it to a whole number of seconds from 1 to 900, ...". */
  readonly reason: string;
}

const digits = new Intl.NumberFormat('en-US');

/** A whole number with a unit, in a range that has a reason. */
export function wholeNumber(range: NumberRange) {
  const { unit, min, max, reason } = range;
  const message = `set it to a whole number of ${unit} from ${digits.format(min)} to ${digits.format(max)}, ${reason}`;
  return v.pipe(
    v.number(message),
    v.integer(message),
    v.minValue(min, message),
    v.maxValue(max, message),
    v.metadata({ ...range }),
  );
}
