import { isObject } from '@headwaters/terraform-reader';

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

/** A value that a pattern compares: what JSON can hold, or `undefined` where the event has nothing there. */
type Leaf = unknown;

/**
 * Whether a value meets one rule of a pattern: a value to be equal to, or a comparison. A text is compared with its case.
 * The names are those of https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax (read
 * 2026-11-23).
 *
 * @throws SyntaxError for a comparison that there isn't.
 */
function matchValue(rule: unknown, value: Leaf): boolean {
  if (!isObject(rule)) return rule === value;
  const [name = '', operand] = Object.entries(rule)[0] ?? [];
  const compare = comparisons[name];
  if (compare === undefined || Object.keys(rule).length !== 1) {
    throw new SyntaxError(`${JSON.stringify(rule)} is no comparison of filter patterns`);
  }
  return compare(operand, value);
}

const comparisons: Readonly<Record<string, (operand: unknown, value: Leaf) => boolean>> = {
  exists: (operand, value) => (value !== undefined) === operand,
  prefix: (operand, value) => isText(value) && isText(operand) && value.startsWith(operand),
  suffix: (operand, value) => isText(value) && isText(operand) && value.endsWith(operand),
  'equals-ignore-case': (operand, value) =>
    isText(value) && isText(operand) && value.toLowerCase() === operand.toLowerCase(),
  'anything-but': (operand, value) =>
    value !== undefined && !listOf(operand).some((rule) => matchValue(rule, value)),
  numeric: (operand, value) => typeof value === 'number' && matchNumber(listOf(operand), value),
};

const relations: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** A numeric rule is one or two relations, each followed by its bound; all must hold. */
function matchNumber(parts: readonly unknown[], value: number): boolean {
  return parts.every((part, index) => {
    if (index % 2 === 1) return typeof part === 'number';
    const relation = relations[String(part)];
    const bound = parts[index + 1];
    if (relation === undefined || typeof bound !== 'number') {
      throw new SyntaxError(`${JSON.stringify(parts)} is no numeric comparison`);
    }
    return relation(value, bound);
  });
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function listOf(operand: unknown): readonly unknown[] {
  return Array.isArray(operand) ? operand : [operand];
}
