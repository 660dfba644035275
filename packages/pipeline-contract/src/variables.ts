import * as v from 'valibot';

/** A string that is required and not empty. */
export const requiredString = v.pipe(
  v.optional(v.string(), ''),
  v.nonEmpty('is missing; set it to the resource name from the stack'),
);

/** An integer within a range, in decimal digits. */
export const integer = (
  unit: string,
  { min, max, defaultValue }: { min: number; max: number; defaultValue: number },
) =>
  v.pipe(
    v.optional(v.string(), String(defaultValue)),
    v.digits(`must be a whole number of ${unit}`),
    v.transform(Number),
    v.minValue(min, `must be at least ${min} ${unit}`),
    v.maxValue(max, `must be at most ${max} ${unit}`),
  );

/** One of the listed words. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(
  words: Words,
  defaultValue: Words[number],
) => v.optional(choice(words), defaultValue);

/** One of the listed words, without a default. */
export const choice = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  v.picklist(words, `must be one of: ${words.join(words.some((word) => word === ',') ? ' ' : ', ')}`);

/** `true` or `false`. */
export const flag = (defaultValue: boolean) =>
  v.pipe(
    v.optional(v.picklist(['true', 'false'], 'must be true or false'), defaultValue ? 'true' : 'false'),
    v.transform((word) => word === 'true'),
  );

/** The variables that every function reads. */
export const commonVariables = {
  LOG_LEVEL: oneOf(['DEBUG', 'INFO', 'WARN', 'ERROR'], 'INFO'),
  /** Name of the bucket for ledger receipts. Without it, no receipts are written. */
  LEDGER_BUCKET: v.optional(requiredString),
  /** CloudWatch namespace of the function's metrics. */
  METRICS_NAMESPACE: v.optional(v.string(), 'Headwaters'),
};
