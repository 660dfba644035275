import type { PolicyDocument } from './policy-document.js';
import { readContext, type RequestContext } from './request-context.js';
import { unknownText } from './unknown-text.js';
import { escapeWildcards } from './wildcard.js';

/**
 * Replaces the policy variables of a string, such as `${aws:username}`, by the values in the request. A variable may have a
 * default, `${aws:username, 'nobody'}`; `${*}`, `${?}` and `${$}` are the characters. Variables exist in version 2012-10-17 only.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html.
 *
 * @returns `undefined` if the request does not have the key of a variable without a default: the string then matches nothing.
 */
export function substituteVariables(
  text: string,
  { version }: Pick<PolicyDocument, 'version'>,
  context: RequestContext,
): string | undefined {
  if (version !== '2012-10-17') return text;
  const valueIn = (expression: string) => valueOf(expression, context);
  if ([...text.matchAll(variable)].some(([, expression = '']) => valueIn(expression) === undefined)) {
    return undefined;
  }
  return text.replaceAll(variable, (_, expression: string) => escapeWildcards(valueIn(expression) ?? ''));
}

const variable = /\$\{([^}]*)\}/g;

function valueOf(expression: string, context: RequestContext): string | undefined {
  if (['*', '?', '$'].includes(expression)) return expression;
  const [, key = '', fallback] = /^\s*([^\s,]*)\s*(?:,\s*'([^']*)')?\s*$/.exec(expression) ?? [];
  const values = readContext(context, key);
  if (values === 'unknown') return unknownText(`\${${key}}`);
  // A variable can't be replaced by several values.
  return values?.length === 1 ? values[0] : fallback;
}
