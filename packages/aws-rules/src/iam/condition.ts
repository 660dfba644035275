import { allOf, answerOf, anyOf, negate, type Answer } from '../answer.js';
import { findOperator, type Operator } from './condition-operators.js';
import type { ConditionElement, PolicyDocument } from './policy-document.js';
import { substituteVariables } from './policy-variables.js';
import { readContext, type RequestContext } from './request-context.js';

/**
 * Whether a request fulfils a condition. Unknown for operators that {@link findOperator} does not know.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html;
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 * (both read 2026-11-29).
 */
export function fulfils(
  { operator: name, key, values }: ConditionElement,
  document: Pick<PolicyDocument, 'version'>,
  context: RequestContext,
): Answer {
  const [, set, base = '', ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/i.exec(name) ?? [];
  const actual = readContext(context, key);
  if (base.toLowerCase() === 'null') return isAbsent(actual, values);
  const operator = findOperator(base);
  if (operator === undefined) return 'unknown';
  if (actual === 'unknown') return 'unknown';
  const expected = values.flatMap((value) => substituteVariables(value, document, context) ?? []);
  const isForAll = set?.toLowerCase() === 'forallvalues';
  if (actual === undefined || actual.length === 0) {
    // ForAnyValue is false without a key, also for negated operators.
    if (ifExists !== undefined || isForAll) return 'yes';
    return set === undefined ? answerOf(operator.isNegated) : 'no';
  }
  const answers = actual.map((value) => matchesOne(operator, value, expected));
  return isForAll ? allOf(answers) : anyOf(answers);
}

/** Several values in the policy: one of them must match, or none of them for a negated operator. */
function matchesOne({ matches, isNegated }: Operator, actual: string, expected: readonly string[]): Answer {
  const answer = anyOf(expected.map((value) => matches(value, actual)));
  return isNegated ? negate(answer) : answer;
}

/** The operator `Null`: "true" means that the request does not have the key. */
function isAbsent(actual: readonly string[] | 'unknown' | undefined, values: readonly string[]): Answer {
  if (actual === 'unknown') return 'unknown';
  const isMissing = actual === undefined || actual.length === 0;
  return answerOf(values.some((value) => (value.toLowerCase() === 'true') === isMissing));
}
