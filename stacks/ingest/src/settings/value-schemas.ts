import * as v from 'valibot';

/** A text that fits a pattern. `advice` completes "set it to ...". */
export function text(advice: string, pattern: RegExp) {
  const message = `set it to ${advice}`;
  return v.pipe(v.string(message), v.regex(pattern, message), v.metadata({ reason: advice }));
}

/** The ARN of a customer's key: not of an alias, which policies can't name. */
export const keyArn = text(
  'the ARN of a key (not of an alias) whose policy lets IAM of this account decide who uses it',
  /^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/[\w-]+$/,
);

/** A part of resource names: valid in every AWS name and in a Terraform address, so that neither needs escaping. */
export function resourceName(maxCharacters: number) {
  const reason =
    `1 to ${maxCharacters} lower-case letters, digits and single hyphens, starting with a letter: ` +
    'it becomes part of bucket and function names';
  const message = `set it to ${reason}`;
  return v.pipe(
    v.string(message),
    v.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, message),
    v.maxLength(maxCharacters, message),
    v.metadata({ reason }),
  );
}

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

/** What a choice is for: the settings reference shows it. */
interface Choice {
  readonly reason: string;
}

/** One of a few words or numbers. `reason` completes "set it to one of: a, b; ...". */
export function oneOf<const Choices extends readonly [string | number, ...(string | number)[]]>(
  choices: Choices,
  reason: string,
) {
  return v.pipe(
    v.picklist(choices, `set it to one of: ${choices.join(', ')}; ${reason}`),
    v.metadata({ reason } satisfies Choice),
  );
}

/** True or false. `reason` completes "set it to true ...". */
export function onOrOff(reason: string) {
  return v.pipe(v.boolean(`set it to true ${reason}`), v.metadata({ reason: `true ${reason}` }));
}

/** Names with a text each. `reason` says what for. */
export function namedTexts(reason: string) {
  return v.pipe(v.record(v.string(), v.string()), v.metadata({ reason }));
}
