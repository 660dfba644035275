import { isObject } from '@headwaters/terraform-reader';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Whether an event matches a filter pattern: every key must match at least one of its rules, and `$or` at least one of its
 * patterns. A list in the event matches if one of its items does.
 *
 * @throws SyntaxError for an invalid pattern.
 */
export function matchPattern(pattern: JsonObject, event: unknown): boolean {
  const members = isObject(event) ? event : {};
  return Object.entries(pattern).every(([key, rules]) =>
    key === '$or' ? matchesAny(rules, event) : matchMember(rules, members[key]),
  );
}

function matchMember(rules: unknown, value: unknown): boolean {
  if (isObject(rules)) return itemsOf(value).some((item) => matchPattern(rules, item));
  if (!Array.isArray(rules)) throw new SyntaxError(`${JSON.stringify(rules)} must be a list of rules`);
  return rules.some((rule) => itemsOf(value).some((item) => matchValue(rule, item)));
}

function matchesAny(patterns: unknown, event: unknown): boolean {
  if (!Array.isArray(patterns)) throw new SyntaxError('$or must be a list of patterns');
  return patterns.some((pattern: unknown) => {
    if (!isObject(pattern)) throw new SyntaxError(`${JSON.stringify(pattern)} must be a pattern`);
    return matchPattern(pattern, event);
  });
}

/** An empty list counts as absent. */
function itemsOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return [value];
  return value.length === 0 ? [undefined] : value;
}

/**
 * Whether a value of an event (`undefined` if absent) matches one rule of a pattern: an equal value, or a comparison. Strings
 * are case-sensitive. The names are those of https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax (read
 * 2026-11-23).
 *
 * @throws SyntaxError for an unknown comparison.
 */
function matchValue(rule: unknown, value: unknown): boolean {
  if (!isObject(rule)) return rule === value;
  const [name = '', operand] = Object.entries(rule)[0] ?? [];
  const compare = comparisons[name];
  if (compare === undefined || Object.keys(rule).length !== 1) {
    throw new SyntaxError(`${JSON.stringify(rule)} is not a comparison of filter patterns`);
  }
  return compare(operand, value);
}

const comparisons: Readonly<Record<string, (operand: unknown, value: unknown) => boolean>> = {
  exists: (operand, value) => (value !== undefined) === operand,
  prefix: (operand, value) => isString(value) && isString(operand) && value.startsWith(operand),
  suffix: (operand, value) => isString(value) && isString(operand) && value.endsWith(operand),
  'equals-ignore-case': (operand, value) =>
    isString(value) && isString(operand) && value.toLowerCase() === operand.toLowerCase(),
  'anything-but': (operand, value) =>
    value !== undefined && !listOf(operand).some((rule) => matchValue(rule, value)),
  numeric: (operand, value) => typeof value === 'number' && matchNumber(listOf(operand), value),
};

const operators: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** A numeric rule has one or two operators, each followed by its bound. All must match. */
function matchNumber(parts: readonly unknown[], value: number): boolean {
  return parts.every((part, index) => {
    if (index % 2 === 1) return typeof part === 'number';
    const operator = operators[String(part)];
    const bound = parts[index + 1];
    if (operator === undefined || typeof bound !== 'number') {
      throw new SyntaxError(`${JSON.stringify(parts)} is not a numeric comparison`);
    }
    return operator(value, bound);
  });
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function listOf(operand: unknown): readonly unknown[] {
  return Array.isArray(operand) ? operand : [operand];
}
