import * as v from 'valibot';

/** A text that must be there and not be empty. */
export const requiredText = v.pipe(
  v.optional(v.string(), ''),
  v.nonEmpty('is missing; set it to the name that the stack gives'),
);

/** A whole number in a range, written in decimal digits. */
export const wholeNumber = (
  unit: string,
  { min, max, standard }: { min: number; max: number; standard: number },
) =>
  v.pipe(
    v.optional(v.string(), String(standard)),
    v.digits(`must be a whole number of ${unit}`),
    v.transform(Number),
    v.minValue(min, `must be at least ${min} ${unit}`),
    v.maxValue(max, `must be at most ${max} ${unit}`),
  );

/** One of a few words. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(
  words: Words,
  standard: Words[number],
) => v.optional(v.picklist(words, `must be one of: ${words.join(', ')}`), standard);

/** `true` or `false`. */
export const flag = (standard: boolean) =>
  v.pipe(
    v.optional(v.picklist(['true', 'false'], 'must be true or false'), standard ? 'true' : 'false'),
    v.transform((word) => word === 'true'),
  );
