import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from './json-value.js';

/** What a step saw: counts, outcomes and words, by name. Times and sizes that vary from run to run are not part of it. */
export type Observation = Readonly<Record<string, JsonValue>>;

/** A field of two observations that is not equal. `null` stands for a field that one of them lacks. */
export interface FieldDifference {
  readonly field: string;
  readonly expected: JsonValue;
  readonly observed: JsonValue;
}

/** Returns the fields of `expected` that `observed` does not have with the same value. */
export function findDifferences(expected: Observation, observed: Observation): FieldDifference[] {
  return Object.entries(expected)
    .map(([field, value]) => ({ field, expected: value, observed: observed[field] ?? null }))
    .filter((pair) => !isDeepStrictEqual(pair.expected, pair.observed));
}
