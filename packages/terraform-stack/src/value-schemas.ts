import * as v from 'valibot';

/** A string that matches a pattern. `advice` completes "set it to ..." and is the description in the settings reference. */
export function patternString(advice: string, pattern: RegExp) {
  const message = `set it to ${advice}`;
  return v.pipe(v.string(message), v.regex(pattern, message), v.metadata({ description: advice }));
}

/** The ARN of a customer managed key. Aliases are refused: IAM policies can't name them. */
export const keyArn = patternString(
  'the ARN of a KMS key (not an alias) whose key policy delegates access to IAM of this account',
  /^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/[\w-]+$/,
);

/** A part of resource names. Valid in every AWS name and in a Terraform address, so that neither needs escaping. */
export function resourceName(maxCharacters: number) {
  const description =
    `1 to ${maxCharacters} lower-case letters, digits and single hyphens, starting with a letter: ` +
    'part of bucket and function names';
  const message = `set it to ${description}`;
  return v.pipe(
    v.string(message),
    v.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, message),
    v.maxLength(maxCharacters, message),
    v.metadata({ description }),
  );
}

/** The range of a number. Error messages and the settings reference are both made from it. */
export interface NumberRange {
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  /** Follows "set it to a whole number of seconds from 1 to 900: ". */
  readonly description: string;
}

const digits = new Intl.NumberFormat('en-US');

/** A whole number in a range. */
export function wholeNumber(range: NumberRange) {
  const { unit, min, max, description } = range;
  const message = `set it to a whole number of ${unit} from ${digits.format(min)} to ${digits.format(max)}: ${description}`;
  return v.pipe(
    v.number(message),
    v.integer(message),
    v.minValue(min, message),
    v.maxValue(max, message),
    v.metadata({ ...range }),
  );
}

/** One of a list of values. `description` follows "set it to one of a, b: ". */
export function oneOf<const Choices extends readonly [string | number, ...(string | number)[]]>(
  choices: Choices,
  description: string,
) {
  return v.pipe(
    v.picklist(choices, `set it to one of ${choices.join(', ')}: ${description}`),
    v.metadata({ description }),
  );
}

/** True or false. `description` follows "set it to true or false: " and says what true does. */
export function flag(description: string) {
  return v.pipe(v.boolean(`set it to true or false: ${description}`), v.metadata({ description }));
}

/** A map from names to strings. */
export function stringMap(description: string) {
  return v.pipe(v.record(v.string(), v.string()), v.metadata({ description }));
}
