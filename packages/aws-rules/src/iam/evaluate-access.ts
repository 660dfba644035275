import { allOf, answerOf, anyOf, negate, type Answer } from '../answer.js';
import { parsePolicyDocument, type PolicyInput } from './policy-document.js';
import { accountOf } from './principal.js';
import type { RequestContext } from './request-context.js';
import { matchStatement, type AccessRequest } from './statement.js';

/** The policies that decide a request. */
export interface AccessQuestion {
  /** The policies of the caller. */
  readonly identityPolicies: readonly PolicyInput[];
  /** The permissions boundaries of the caller: each must allow the request. Default: none. */
  readonly boundaries?: readonly PolicyInput[];
  /** The policies of the resource. Of a role that is assumed: its trust policy. Default: none. */
  readonly resourcePolicies?: readonly PolicyInput[];
  readonly request: {
    /** Such as `kinesis:PutRecords`. */
    readonly action: string;
    /** An ARN; `*` if the action has no resource. May contain {@link unknownText}. */
    readonly resource: string;
    /** The ARN of a role, session or user, or the name of a service such as `s3.amazonaws.com`. Default: unknown. */
    readonly principal?: string;
    /** Condition keys. What is not listed is unknown. Default: none. */
    readonly context?: RequestContext;
  };
}

/**
 * Whether policies allow a request. An explicit deny wins. In one account, the policies of the caller or those of the resource
 * must allow it, within the boundaries; between accounts, both. For KMS keys and roles, the resource must allow the caller, or
 * its account and then the caller's policies decide. Policies of organizations, VPC endpoints and sessions are not evaluated.
 *
 * Sources, read 2026-11-29:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html,
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html.
 */
export function evaluateAccess(question: AccessQuestion): Answer {
  const { isDenied, isGranted } = evaluatePolicies(question);
  return allOf([negate(isDenied), isGranted]);
}

/**
 * Why policies do not allow a request that {@link evaluateAccess} answers with `no`: the end of the message of AWS, from
 * `with an explicit deny` or `because` on. It names the type of one of the policies. Not for a role that is assumed.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html (read 2026-11-29). Which type AWS names
 * if several types deny a request is not documented: the order is ours.
 */
export function explainDenial(question: AccessQuestion): string {
  const { identity, limits, resource, grants } = evaluatePolicies(question);
  if (identity.denies === 'yes') return 'with an explicit deny in an identity-based policy';
  if (resource.denies === 'yes') return 'with an explicit deny in a resource-based policy';
  if (limits.some(({ denies }) => denies === 'yes')) return 'with an explicit deny in a permissions boundary';
  const { action } = question.request;
  if (needsResourcePolicy(action) && grants.account === 'no') {
    return `because no resource-based policy allows the ${action} action`;
  }
  const missing = identity.allows === 'yes' ? 'permissions boundary' : 'identity-based policy';
  return `because no ${missing} allows the ${action} action`;
}

function evaluatePolicies(question: AccessQuestion) {
  const { identityPolicies, boundaries = [], resourcePolicies = [] } = question;
  const request = { context: {}, principal: undefined, ...question.request };
  const evaluateAll = (policies: readonly PolicyInput[], isOfResource: boolean) =>
    combine(policies.map((policy) => evaluatePolicy(policy, request, isOfResource)));
  const identity = evaluateAll(identityPolicies, false);
  const limits = boundaries.map((boundary) => evaluatePolicy(boundary, request, false));
  const resource = evaluateAll(resourcePolicies, true);
  const isWithinLimits = allOf(limits.map(({ allows }) => allows));
  const grants: Grants = {
    identity: allOf([identity.allows, isWithinLimits]),
    resource: allOf([resource.allows, isLimited(request) ? isWithinLimits : 'yes']),
    account: hasDefaultKeyPolicy(request, resourcePolicies) ? 'yes' : resource.allowsAccount,
  };
  const isDenied = anyOf([identity, resource, ...limits].map(({ denies }) => denies));
  return { identity, limits, resource, grants, isDenied, isGranted: combineGrants(request, grants) };
}

interface Grants {
  readonly identity: Answer;
  /** The policies of the resource allow the caller. */
  readonly resource: Answer;
  /** The policies of the resource allow the account of the caller. */
  readonly account: Answer;
}

function combineGrants(request: AccessRequest, { identity, resource, account }: Grants): Answer {
  if (needsResourcePolicy(request.action)) return anyOf([resource, allOf([account, identity])]);
  if (isCrossAccount(request)) return allOf([identity, anyOf([resource, account])]);
  return anyOf([identity, resource]);
}

/** Policies of the caller alone do not give access to a key or role. */
function needsResourcePolicy(action: string): boolean {
  return /^(kms:|sts:assumerole|sts:tagsession|sts:setsourceidentity)/i.test(action);
}

/** A key without a policy gets one that allows its account. */
function hasDefaultKeyPolicy({ action }: AccessRequest, policies: readonly PolicyInput[]): boolean {
  return policies.length === 0 && /^kms:/i.test(action);
}

/** Resource policies that name a user or a session give access beyond the boundary; those that name a role do not. */
function isLimited({ principal }: AccessRequest): boolean {
  return !/:(user|assumed-role)\//.test(principal ?? '');
}

function isCrossAccount({ principal, resource }: AccessRequest): boolean {
  const accounts = [principal?.startsWith('arn:') ? accountOf(principal) : undefined, accountOf(resource)];
  return accounts.every((account) => /^\d{12}$/.test(account ?? '')) && accounts[0] !== accounts[1];
}

interface PolicyAnswer {
  readonly allows: Answer;
  readonly allowsAccount: Answer;
  readonly denies: Answer;
}

function evaluatePolicy(policy: PolicyInput, request: AccessRequest, isOfResource: boolean): PolicyAnswer {
  const document = parsePolicyDocument(policy);
  if (document === 'unknown') return { allows: 'unknown', allowsAccount: 'unknown', denies: 'unknown' };
  return combine(
    document.statements.map((statement) => {
      const { direct, account } = matchStatement({ statement, document, request, isOfResource });
      const isAllow = answerOf(statement.effect === 'Allow');
      return {
        allows: allOf([isAllow, direct]),
        allowsAccount: allOf([isAllow, account]),
        denies: allOf([negate(isAllow), anyOf([direct, account])]),
      };
    }),
  );
}

function combine(answers: readonly PolicyAnswer[]): PolicyAnswer {
  return {
    allows: anyOf(answers.map(({ allows }) => allows)),
    allowsAccount: anyOf(answers.map(({ allowsAccount }) => allowsAccount)),
    denies: anyOf(answers.map(({ denies }) => denies)),
  };
}
