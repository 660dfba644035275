import { isObject } from '@headwaters/terraform-reader';
import { compileComparison, type PatternDialect, type ValueTest } from './comparison.js';
import { splitJoinedKeys } from './joined-keys.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** Whether an event matches a pattern. */
export type EventTest = (event: unknown) => boolean;

/**
 * Compiles a pattern of events: every key must match at least one of its rules, and `$or` at least one of its patterns. A list
 * in the event matches if one of its items does. A rule on an event bus and a filter of an event source mapping share this
 * language; they differ in their operators. On an event bus, a key with dots is a path.
 *
 * @throws SyntaxError for an invalid pattern, and for an operator that the dialect does not have.
 */
export function compilePattern(pattern: JsonObject, dialect: PatternDialect): EventTest {
  if (dialect === 'lambda') return compileMembers(pattern, dialect);
  const test = compileMembers(splitJoinedKeys(pattern) as JsonObject, dialect);
  return (event) => test(splitJoinedKeys(event));
}

function compileMembers(pattern: JsonObject, dialect: PatternDialect): EventTest {
  const tests = Object.entries(pattern).map(([key, rules]): EventTest => {
    if (key === '$or' && isListOfPatterns(rules)) return compileAny(rules, dialect);
    const test = compileMember(rules, dialect);
    return (event) => test(isObject(event) && Object.hasOwn(event, key) ? event[key] : undefined);
  });
  return (event) => tests.every((test) => test(event));
}

function compileMember(rules: unknown, dialect: PatternDialect): ValueTest {
  if (isObject(rules)) {
    const test = compileMembers(rules, dialect);
    return (value) => itemsOf(value).some((item) => test(item));
  }
  if (!Array.isArray(rules) || rules.length === 0)
    throw new SyntaxError(`${JSON.stringify(rules)} must be a list of rules`);
  const tests = rules.map((rule) => compileComparison(rule, dialect));
  return (value) => tests.some((test) => itemsOf(value).some((item) => test(item)));
}

function compileAny(patterns: readonly JsonObject[], dialect: PatternDialect): EventTest {
  const tests = patterns.map((pattern) => compileMembers(pattern, dialect));
  return (event) => tests.some((test) => test(event));
}

/** @throws SyntaxError unless every item is a pattern. */
function isListOfPatterns(patterns: unknown): patterns is readonly JsonObject[] {
  if (!Array.isArray(patterns)) throw new SyntaxError('$or must be a list of patterns');
  const other: unknown = patterns.find((pattern) => !isObject(pattern));
  if (other !== undefined || patterns.length === 0)
    throw new SyntaxError(`${JSON.stringify(other ?? patterns)} must be a pattern`);
  return true;
}

/** An empty list counts as absent. */
function itemsOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return [value];
  return value.length === 0 ? [undefined] : value;
}
