import { numberOf, type JsonObject } from '@headwaters/terraform-reader';

/** A number that decides about a rule: `unknown` if it is an expression, `undefined` if it is not set. */
export type KnownNumber = number | 'unknown' | undefined;

/** Reads a number attribute without guessing what an expression is. */
export function readNumber(attributes: JsonObject | undefined, name: string): KnownNumber {
  const value = attributes?.[name];
  if (value === undefined || value === null || value === '') return undefined;
  return numberOf(attributes, name) ?? 'unknown';
}

/** As {@link readNumber}. 0 counts as not set: the state contains it for settings that cannot be 0 and were not declared. */
export function readPositiveNumber(attributes: JsonObject | undefined, name: string): KnownNumber {
  const number = readNumber(attributes, name);
  return number === 0 ? undefined : number;
}
