import { allOf, answerOf, type Answer } from '../answer.js';
import { hasUnknownText, splitText, toLowerCaseText } from './unknown-text.js';
import { equalsText, matchesWildcard } from './wildcard.js';

/** How an operator compares one value of the policy with one value of the request. */
export interface Operator {
  /** Negated operators, such as `StringNotEquals`, also hold for a key that the request does not have. */
  readonly isNegated: boolean;
  readonly matches: (expected: string, actual: string) => Answer;
}

/**
 * Finds an operator by its name without set prefix and `IfExists`. Dates, binary values and IP addresses are left out: a
 * configuration does not decide them.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html (read
 * 2026-11-29).
 */
export function findOperator(name: string): Operator | undefined {
  const lowerCase = name.toLowerCase();
  const positive = lowerCase.replace(/^(string|numeric|arn)not/, '$1');
  const matches = comparisons.get(positive);
  return matches && { isNegated: positive !== lowerCase, matches };
}

const comparisons: ReadonlyMap<string, Operator['matches']> = new Map([
  ['stringequals', equalsText],
  [
    'stringequalsignorecase',
    (expected, actual) => equalsText(toLowerCaseText(expected), toLowerCaseText(actual)),
  ],
  ['stringlike', matchesWildcard],
  ['bool', (expected, actual) => equalsText(toLowerCaseText(expected), toLowerCaseText(actual))],
  ['arnequals', matchesArn],
  ['arnlike', matchesArn],
  ['numericequals', compareNumbers((actual, expected) => actual === expected)],
  ['numericlessthan', compareNumbers((actual, expected) => actual < expected)],
  ['numericlessthanequals', compareNumbers((actual, expected) => actual <= expected)],
  ['numericgreaterthan', compareNumbers((actual, expected) => actual > expected)],
  ['numericgreaterthanequals', compareNumbers((actual, expected) => actual >= expected)],
]);

/** Each of the six parts of an ARN is compared alone, also by `ArnEquals`: wildcards do not span colons. */
function matchesArn(expected: string, actual: string): Answer {
  const [expectedParts, actualParts] = [splitArn(expected), splitArn(actual)];
  if (hasUnknownText(expected + actual) && expectedParts.length !== actualParts.length) return 'unknown';
  if (expectedParts.length !== actualParts.length) return matchesWildcard(expected, actual);
  return allOf(expectedParts.map((part, index) => matchesWildcard(part, actualParts[index] ?? '')));
}

/** The six parts of an ARN; the string itself if it is none. A colon in the name of an unknown part does not count. */
function splitArn(arn: string): string[] {
  const parts = [''];
  for (const item of splitText(arn)) {
    if (item === ':' && parts.length < 6) parts.push('');
    else parts.push((parts.pop() ?? '') + item);
  }
  return parts.length < 6 ? [arn] : parts;
}

function compareNumbers(compare: (actual: number, expected: number) => boolean): Operator['matches'] {
  return (expected, actual) =>
    hasUnknownText(expected + actual) ? 'unknown' : answerOf(compare(Number(actual), Number(expected)));
}
