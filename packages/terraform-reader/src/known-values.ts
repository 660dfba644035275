/**
 * Readers of attributes for callers that continue when a value is unknown: these functions return `undefined` for a value that
 * is absent, unknown (an expression) or of another type. {@link Attributes} throws instead.
 */
import type { JsonObject } from './json-object.js';

/** A string, which may be an expression (`${...}`); `undefined` if it is absent, null or empty. */
export function stringOf(attributes: JsonObject | undefined, name: string): string | undefined {
  const value = attributes?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number, or an integer written as a string; `undefined` if it is absent or an expression. */
export function numberOf(attributes: JsonObject | undefined, name: string): number | undefined {
  const value = attributes?.[name];
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : undefined;
}

/** The strings of a list. A single string counts as a list of one. */
export function stringsOf(attributes: JsonObject | undefined, name: string): string[] {
  const value = attributes?.[name];
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
}

/** Whether an attribute has a value, known or unknown. Null, an empty string and an empty list are no values. */
export function isSet(attributes: JsonObject | undefined, name: string): boolean {
  const value = attributes?.[name];
  return (
    value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
  );
}
