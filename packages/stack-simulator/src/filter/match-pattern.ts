import { isObject } from '../terraform/is-object.js';
import { matchValue } from './match-value.js';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Whether an event matches a filter pattern: every key of the pattern must, a list of rules by one of them, and of `$or` one
 * of its patterns. A list in the event matches by one of its items.
 *
 * @throws SyntaxError for a pattern of another shape.
 */
export function matchPattern(pattern: JsonObject, event: unknown): boolean {
  const members = isObject(event) ? event : {};
  return Object.entries(pattern).every(([key, rules]) =>
    key === '$or' ? matchesSome(rules, event) : matchMember(rules, members[key]),
  );
}

function matchMember(rules: unknown, value: unknown): boolean {
  if (isObject(rules)) return itemsOf(value).some((item) => matchPattern(rules, item));
  if (!Array.isArray(rules)) throw new SyntaxError(`${JSON.stringify(rules)} must be a list of rules`);
  return rules.some((rule) => itemsOf(value).some((item) => matchValue(rule, item)));
}

function matchesSome(patterns: unknown, event: unknown): boolean {
  if (!Array.isArray(patterns)) throw new SyntaxError('$or must be a list of patterns');
  return patterns.some((pattern: unknown) => {
    if (!isObject(pattern)) throw new SyntaxError(`${JSON.stringify(pattern)} must be a pattern`);
    return matchPattern(pattern, event);
  });
}

/** An empty list is nothing there. */
function itemsOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return [value];
  return value.length === 0 ? [undefined] : value;
}
