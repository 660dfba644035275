import { allOf, anyOf, negate, type Answer } from '../answer.js';
import { fulfils } from './condition.js';
import type { PolicyDocument, PolicyStatement } from './policy-document.js';
import { substituteVariables } from './policy-variables.js';
import { matchPrincipals, type PrincipalMatch } from './principal.js';
import type { RequestContext } from './request-context.js';
import { toLowerCaseText } from './unknown-text.js';
import { matchesWildcard } from './wildcard.js';

/** A request, with the caller and its condition keys. */
export interface AccessRequest {
  readonly action: string;
  readonly resource: string;
  readonly principal: string | undefined;
  readonly context: RequestContext;
}

interface StatementQuestion {
  readonly statement: PolicyStatement;
  readonly document: PolicyDocument;
  readonly request: AccessRequest;
  /** Whether the policy is of a resource, and so has principals. */
  readonly isOfResource: boolean;
}

/** Whether a statement applies to a request, whatever its effect. */
export function matchStatement({
  statement,
  document,
  request,
  isOfResource,
}: StatementQuestion): PrincipalMatch {
  const applies = allOf([
    matchesAction(statement, request.action),
    matchesResource({ statement, document, request, isOfResource }),
    ...statement.conditions.map((condition) => fulfils(condition, document, request.context)),
  ]);
  const { direct, account } = matchCaller(statement, request, isOfResource);
  return { direct: allOf([applies, direct]), account: allOf([applies, account]) };
}

/** Actions are case-insensitive: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html. */
function matchesAction({ actions: { isNegated, patterns } }: PolicyStatement, action: string): Answer {
  const answer = anyOf(
    patterns.map((pattern) => matchesWildcard(toLowerCaseText(pattern), toLowerCaseText(action))),
  );
  return isNegated ? negate(answer) : answer;
}

function matchesResource({ statement, document, request, isOfResource }: StatementQuestion): Answer {
  // The statements of a trust policy have no resource. AWS refuses policies of callers without one.
  if (statement.resources === undefined) return isOfResource ? 'yes' : 'unknown';
  const { isNegated, patterns } = statement.resources;
  const answer = anyOf(
    patterns
      .map((pattern) => substituteVariables(pattern, document, request.context))
      .map((pattern) => (pattern === undefined ? 'no' : matchesWildcard(pattern, request.resource))),
  );
  return isNegated ? negate(answer) : answer;
}

function matchCaller(
  { principals }: PolicyStatement,
  { principal }: AccessRequest,
  isOfResource: boolean,
): PrincipalMatch {
  if (!isOfResource) return { direct: 'yes', account: 'no' };
  return principals === undefined
    ? { direct: 'unknown', account: 'unknown' }
    : matchPrincipals(principals, principal);
}
