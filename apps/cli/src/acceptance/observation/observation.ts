import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonValue } from './json-value.js';

/** What a step saw: counts, outcomes and words, by name. Times and sizes that vary from run to run are not part of it. */
export type Observation = Readonly<Record<string, JsonValue>>;

/** A field of two observations that is not equal. Nested fields are named by their path, such as `complete.audit`. */
export interface FieldDifference {
  readonly field: string;
  /** null if the field must not be there. */
  readonly expected: JsonValue;
  /** null if the field is not there. */
  readonly observed: JsonValue;
}

/** Returns the fields of `expected` that `observed` does not have with the same value. */
export function findDifferences(expected: Observation, observed: Observation): FieldDifference[] {
  const seen = new Map(flattenFields(observed));
  return flattenFields(expected)
    .map(([field, value]) => ({ field, expected: value, observed: seen.get(field) ?? null }))
    .filter((pair) => !isDeepStrictEqual(pair.expected, pair.observed));
}

/** Returns the fields in which two observations differ, also those that only one of them has. */
export function compareObservations(expected: Observation, observed: Observation): FieldDifference[] {
  const unexpected = flattenFields(observed)
    .filter(([field]) => !flattenFields(expected).some(([known]) => known === field))
    .map(([field, value]) => ({ field, expected: null, observed: value }));
  return [...findDifferences(expected, observed), ...unexpected];
}

/** Lists the fields of an observation, those of nested objects by their path. Lists are values. */
export function flattenFields(observation: Observation): [field: string, value: JsonValue][] {
  return Object.entries(observation).flatMap(([name, value]) =>
    isJsonObject(value)
      ? flattenFields(value).map(([path, nested]): [string, JsonValue] => [`${name}.${path}`, nested])
      : [[name, value]],
  );
}
