import { BlockList, isIP } from 'node:net';
import { isObject } from '@headwaters/terraform-reader';

/** A pattern that AWS accepts, or may accept, and that is not supported here. */
export class PatternUnsupportedError extends SyntaxError {
  override readonly name = 'PatternUnsupportedError';
}

/** Whether a value of an event, `undefined` if absent, passes. */
export type ValueTest = (value: unknown) => boolean;

/**
 * Which operators a pattern may have: those of rules on an event bus, or those of the filters of event source mappings.
 *
 * Sources, read 2026-11-29: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax. The second page has the operators of
 * EventBridge without wildcards, addresses, and combinations of operators.
 */
export type PatternDialect = 'eventbridge' | 'lambda';

type Compile = (operand: unknown, dialect: PatternDialect) => ValueTest;

/**
 * Compiles one rule of a pattern: an equal value, or a comparison. Strings are case-sensitive.
 *
 * @throws SyntaxError for a comparison that the dialect does not have, or an operand that AWS rejects.
 */
export function compileComparison(rule: unknown, dialect: PatternDialect): ValueTest {
  if (!isObject(rule)) {
    if (Array.isArray(rule)) throw new SyntaxError(`${JSON.stringify(rule)} must be a value or a comparison`);
    return (value) => value === rule;
  }
  const [name = '', operand] = Object.entries(rule)[0] ?? [];
  const compile = Object.hasOwn(comparisons, name) ? comparisons[name] : undefined;
  if (compile === undefined || Object.keys(rule).length !== 1)
    invalid(rule, 'a comparison of filter patterns');
  if (dialect === 'lambda' && busOnly.has(name))
    throw new PatternUnsupportedError(
      `${name} is an operator of event buses only; Lambda's filters do not have it`,
    );
  return compile(operand, dialect);
}

const busOnly: ReadonlySet<string> = new Set(['wildcard', 'cidr']);

const comparisons: Readonly<Record<string, Compile>> = {
  // It works on leaves only: an object does not count as existing, and a list by its items.
  exists: (operand) => {
    if (typeof operand !== 'boolean') invalid(operand, 'true or false, as exists needs');
    return (value) => (value !== undefined && !isObject(value)) === operand;
  },
  prefix: affix('prefix', (value, part) => value.startsWith(part)),
  suffix: affix('suffix', (value, part) => value.endsWith(part)),
  'equals-ignore-case': (operand) => {
    const text = string(operand, 'equals-ignore-case').toLowerCase();
    return (value) => typeof value === 'string' && value.toLowerCase() === text;
  },
  'anything-but': anythingBut,
  numeric: (operand) => {
    const bounds = readBounds(operand);
    return (value) => typeof value === 'number' && bounds.every((passes) => passes(value));
  },
  wildcard: (operand) => {
    const expression = wildcardExpression(string(operand, 'wildcard'));
    return (value) => typeof value === 'string' && expression.test(value);
  },
  cidr: (operand) => {
    const block = addressBlock(string(operand, 'cidr'));
    return (value) => typeof value === 'string' && isIP(value) !== 0 && block.check(value, familyOf(value));
  },
};

/** The start or the end of a string; on an event bus also without regard to case. */
function affix(name: string, has: (value: string, part: string) => boolean): Compile {
  return (operand, dialect) => {
    if (!isObject(operand)) {
      const part = string(operand, name);
      return (value) => typeof value === 'string' && has(value, part);
    }
    const part = string(onlyMember(operand, ['equals-ignore-case'], { name, dialect }), name).toLowerCase();
    return (value) => typeof value === 'string' && has(value.toLowerCase(), part);
  };
}

const nested = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'];

/** A value that is present and is none of these; on an event bus also one that passes none of these comparisons. */
function anythingBut(operand: unknown, dialect: PatternDialect): ValueTest {
  const refused = isObject(operand) ? nestedTests(operand, dialect) : valueTests(operand);
  return (value) => value !== undefined && !isObject(value) && !refused.some((test) => test(value));
}

function nestedTests(
  operand: Readonly<Record<string, unknown>>,
  dialect: PatternDialect,
): readonly ValueTest[] {
  const texts = onlyMember(operand, nested, { name: 'anything-but', dialect });
  const [name = ''] = Object.keys(operand);
  return listOf(texts).map((text) => {
    if (text === '' && name !== 'wildcard' && name !== 'equals-ignore-case')
      throw new SyntaxError(`${name} in anything-but must not be empty`);
    return compileComparison({ [name]: string(text, name) }, dialect);
  });
}

function valueTests(operand: unknown): readonly ValueTest[] {
  const values = listOf(operand);
  const types = new Set(values.map((value) => typeof value));
  const [type] = types;
  if (types.size !== 1 || (type !== 'string' && type !== 'number'))
    invalid(operand, 'a list of strings, or of numbers, as anything-but needs');
  return values.map((expected) => (value) => value === expected);
}

/** The value of the only member of an operand. */
function onlyMember(
  operand: Readonly<Record<string, unknown>>,
  allowed: readonly string[],
  { name, dialect }: { readonly name: string; readonly dialect: PatternDialect },
): unknown {
  const [member = '', ...others] = Object.keys(operand);
  if (others.length > 0 || !allowed.includes(member))
    invalid(operand, `a comparison that ${name} can contain`);
  if (dialect === 'lambda')
    throw new PatternUnsupportedError(
      `${name} with ${member} is an operator of event buses only; Lambda's filters do not have it`,
    );
  return operand[member];
}

const operators: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** A numeric rule has one operator and its bound, or a lower bound and an upper one. Both must match. */
function readBounds(operand: unknown): readonly ((value: number) => boolean)[] {
  const parts: readonly unknown[] = Array.isArray(operand) ? operand : [];
  const isRange = /^>=?$/.test(String(parts[0])) && /^<=?$/.test(String(parts[2]));
  if (parts.length !== 2 && !(parts.length === 4 && isRange)) invalid(operand, 'a numeric comparison');
  return parts.flatMap((part, index) => {
    if (index % 2 === 1) return [];
    const compare = typeof part === 'string' && Object.hasOwn(operators, part) ? operators[part] : undefined;
    const bound = parts[index + 1];
    if (compare === undefined || typeof bound !== 'number') return invalid(operand, 'a numeric comparison');
    return [(value: number) => compare(value, bound)];
  });
}

/** `*` is any characters, and a backslash makes `*` and itself literal. AWS rejects two `*` in a row. */
function wildcardExpression(pattern: string): RegExp {
  if (/(?<!\\)(?:\\\\)*\*\*/.test(pattern))
    throw new SyntaxError(`the wildcard ${pattern} has two * in a row`);
  const source = [...pattern.matchAll(/\\([\\*])|(\\)|(\*)|([^\\*]+)/gs)].map(
    ([, escaped, lone, star, text]) => {
      if (lone !== undefined)
        throw new SyntaxError(`the wildcard ${pattern} has a backslash that is not before * or a backslash`);
      return star === undefined ? escapeExpression(escaped ?? text ?? '') : '.*';
    },
  );
  return new RegExp(`^${source.join('')}$`, 's');
}

function escapeExpression(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function addressBlock(text: string): BlockList {
  const [address = '', bits = '', ...others] = text.split('/');
  const family = isIP(address);
  const length = Number(bits);
  const isBlock = /^\d+$/.test(bits) && length <= (family === 4 ? 32 : 128);
  if (family === 0 || !isBlock || others.length > 0)
    invalid(text, 'a block of addresses, such as 10.0.0.0/24');
  const block = new BlockList();
  block.addSubnet(address, length, familyOf(address));
  return block;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}

function string(operand: unknown, name: string): string {
  return typeof operand === 'string' ? operand : invalid(operand, `a string, as ${name} needs`);
}

function invalid(value: unknown, expected: string): never {
  throw new SyntaxError(`${JSON.stringify(value)} is not ${expected}`);
}

function listOf(operand: unknown): readonly unknown[] {
  return Array.isArray(operand) ? operand : [operand];
}
