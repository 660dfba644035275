import {
  evaluateAccess,
  findManagedPolicy,
  unknownText,
  type Answer,
  type PolicyInput,
} from '@headwaters/aws-rules';
import {
  blocksOf,
  isSet,
  isUnknownValue,
  stringOf,
  stringsOf,
  type JsonObject,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { arnOf } from '../stack/arn.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import { allowInOwnAccount, inOwnAccount } from './own-account.js';
import { readPolicy, toIamPolicy } from './policy-reader.js';

/** A policy with its expressions, as far as it is known. */
type Policy = JsonObject | 'unknown';

/** The policies that decide what a function may do. */
export interface RolePolicies {
  /** The ARN of the role, with unknown parts; `undefined` if the role is not in this stack. */
  readonly principal: string | undefined;
  readonly policies: readonly Policy[];
  readonly boundaries: readonly Policy[];
}

/** Reads the policies of a function's role. One that is not in this stack, or that may be for this role, is unknown. */
export function readRolePolicies(stack: TerraformStack, lambda: TerraformResource): RolePolicies {
  const role = findRole(stack, lambda);
  if (role === undefined) return { principal: undefined, policies: ['unknown'], boundaries: [] };
  const boundary = stringOf(role.attributes, 'permissions_boundary');
  return {
    principal: arnOf(stack, role),
    policies: [...inlinePolicies(stack, role), ...attachedPolicies(stack, role)],
    boundaries: boundary === undefined ? [] : [readManagedPolicy(stack, boundary)],
  };
}

export function findRole(stack: TerraformStack, lambda: TerraformResource): TerraformResource | undefined {
  return stack.findReferenced('aws_iam_role', stringOf(lambda.attributes, 'role'));
}

function inlinePolicies(stack: TerraformStack, role: TerraformResource): Policy[] {
  const separate = stack.resourcesOfType('aws_iam_role_policy').flatMap(({ attributes }): Policy[] => {
    const owner = ownsPolicy(stack, stringOf(attributes, 'role'), role);
    if (owner === 'no') return [];
    return [owner === 'yes' ? readPolicy(stack, stringOf(attributes, 'policy')) : 'unknown'];
  });
  if (isUnknownValue(role.attributes['inline_policy'])) return [...separate, 'unknown'];
  const nested = blocksOf(role.attributes, 'inline_policy').filter((block) => isSet(block, 'policy'));
  return [...separate, ...nested.map((block) => readPolicy(stack, stringOf(block, 'policy')))];
}

function attachedPolicies(stack: TerraformStack, role: TerraformResource): Policy[] {
  const byRole = stack
    .resourcesOfType('aws_iam_role_policy_attachment')
    .map(({ attributes }) => ({ attributes, roles: stringsOf(attributes, 'role') }));
  const byPolicy = stack
    .resourcesOfType('aws_iam_policy_attachment')
    .map(({ attributes }) => ({ attributes, roles: stringsOf(attributes, 'roles') }));
  const attached = [...byRole, ...byPolicy].flatMap(({ attributes, roles }): Policy[] => {
    const owners = new Set(roles.map((each) => ownsPolicy(stack, each, role)));
    if (owners.has('yes')) return [readManagedPolicy(stack, stringOf(attributes, 'policy_arn'))];
    return owners.has('unknown') ? ['unknown'] : [];
  });
  const own = stringsOf(role.attributes, 'managed_policy_arns');
  return [...attached, ...own.map((arn) => readManagedPolicy(stack, arn))];
}

function ownsPolicy(stack: TerraformStack, value: string | undefined, role: TerraformResource): Answer {
  const owner = stack.lookUp('aws_iam_role', value);
  if (owner === 'unknown') return owner;
  return owner === role ? 'yes' : 'no';
}

/** A policy of this stack, or one of AWS, by its ARN. */
function readManagedPolicy(stack: TerraformStack, arn: string | undefined): Policy {
  const own = stack.lookUp('aws_iam_policy', arn);
  if (typeof own === 'object') return readPolicy(stack, stringOf(own.attributes, 'policy'));
  const managed = own === undefined && arn !== undefined ? findManagedPolicy(arn) : undefined;
  return (managed as JsonObject | undefined) ?? 'unknown';
}

/** A request that a function makes. */
export interface FunctionRequest {
  /** Such as `kinesis:GetRecords`. */
  readonly action: string;
  /** An ARN, with unknown parts; see {@link arnOf}. */
  readonly resource: string;
  /** The policies of the resource. Default: none. */
  readonly resourcePolicies?: readonly PolicyInput[];
}

/** What is known of each request: TLS is the default of the SDKs, and the resources are in the account of the stack. */
const ownContext = {
  'aws:SecureTransport': true,
  'aws:PrincipalAccount': unknownText('account'),
  'aws:ResourceAccount': unknownText('account'),
  's3:ResourceAccount': unknownText('account'),
};

/**
 * Whether the policies of a function's role, and those of the resource, allow a request. A literal account or region in what a
 * policy allows counts as that of the stack.
 */
export function mayDo(
  stack: TerraformStack,
  lambda: TerraformResource,
  { action, resource, resourcePolicies = [] }: FunctionRequest,
): Answer {
  const { principal, policies, boundaries } = readRolePolicies(stack, lambda);
  const question = {
    identityPolicies: policies.map((policy) => toIamPolicy(stack, policy)),
    boundaries: boundaries.map((policy) => toIamPolicy(stack, policy)),
    resourcePolicies,
    request: { action, resource, context: ownContext, ...(principal !== undefined && { principal }) },
  };
  const answer = evaluateAccess(question);
  if (answer !== 'unknown') return answer;
  const inStack = evaluateAccess({
    identityPolicies: question.identityPolicies.map(allowInOwnAccount),
    boundaries: question.boundaries.map(allowInOwnAccount),
    resourcePolicies: resourcePolicies.map(allowInOwnAccount),
    request: { ...question.request, resource: inOwnAccount(resource) },
  });
  return inStack === 'yes' ? 'yes' : 'unknown';
}
