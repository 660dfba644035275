import { findManagedPolicy } from '@headwaters/aws-rules';
import {
  ExpressionUnsupportedError,
  parseJsonObject,
  type Attributes,
  type JsonObject,
} from '@headwaters/terraform-reader';
import type { StackReader } from '../blueprint/stack-reader.js';

/** A policy as JSON. `unknown` if the stack does not show its content: an expression, or a policy of another stack. */
export type Policy = JsonObject | 'unknown';

/** A role of the stack, with the policies that the stack gives it. */
export interface RolePolicies {
  readonly address: string;
  readonly arn: string;
  /** Who may assume the role. */
  readonly trust: Policy;
  /** Inline and attached policies. */
  readonly identityPolicies: readonly Policy[];
  /** Limits what the policies allow; `undefined` if the role has none. */
  readonly boundary: Policy | undefined;
}

/** Reads the roles of a stack with all policies that the stack declares for them, by ARN. */
export function readRolePolicies(stack: StackReader): ReadonlyMap<string, RolePolicies> {
  const policies = new StackPolicies(stack);
  const roles = stack.resources('aws_iam_role').map((role): RolePolicies => {
    const name = stack.string(role.address, 'name');
    const boundary = readKnown(() => role.optionalString('permissions_boundary'));
    return {
      address: role.address,
      arn: stack.string(role.address, 'arn'),
      trust: readPolicy(role, 'assume_role_policy') ?? 'unknown',
      identityPolicies: [
        ...inlinePolicies(stack, role, name),
        ...attachedArns(stack, role, name).map((arn) => policies.find(arn)),
      ],
      boundary: boundary === undefined ? undefined : policies.find(boundary),
    };
  });
  return new Map(roles.map((role) => [role.arn, role]));
}

/** An empty block `inline_policy` declares that there are none. */
function inlinePolicies(stack: StackReader, role: Attributes, name: string): readonly Policy[] {
  const separate = stack.resources('aws_iam_role_policy').filter(mayBeFor(name, 'role'));
  return readPolicies([...role.blocks('inline_policy'), ...separate]);
}

/** The ARNs of the managed policies of a role; `unknown` for each that the stack does not show. Terraform has four ways to attach one. */
function attachedArns(stack: StackReader, role: Attributes, name: string): readonly string[] {
  const attachments = [
    ...stack.resources('aws_iam_role_policy_attachment').filter(mayBeFor(name, 'role')),
    ...stack.resources('aws_iam_policy_attachment').filter(mayBeFor(name, 'roles')),
  ];
  const exclusive = stack
    .resources('aws_iam_role_policy_attachments_exclusive')
    .filter(mayBeFor(name, 'role_name'));
  const arns = [
    readKnown(() => role.strings('managed_policy_arns')),
    ...exclusive.map((each) => readKnown(() => each.strings('policy_arns'))),
    ...attachments.map((each) => readKnown(() => each.string('policy_arn'))),
  ];
  return [...new Set(arns.flat())];
}

/** Whether a resource is for a role. If the stack does not show the role, the resource may be for any. */
function mayBeFor(roleName: string, attribute: string): (resource: Attributes) => boolean {
  return (resource) => {
    const value = readKnown(() => resource.value(attribute));
    return value === 'unknown' || value === roleName || (Array.isArray(value) && value.includes(roleName));
  };
}

/** The managed policies of a stack, by ARN. */
class StackPolicies {
  readonly #policies: ReadonlyMap<string, Attributes>;

  constructor(stack: StackReader) {
    this.#policies = new Map(
      stack.resources('aws_iam_policy').map((policy) => [stack.string(policy.address, 'arn'), policy]),
    );
  }

  find(arn: string): Policy {
    const declared = this.#policies.get(arn);
    if (declared !== undefined) return readPolicy(declared, 'policy') ?? 'unknown';
    return findManagedPolicy(arn) ?? 'unknown';
  }
}

/** The policies in the attribute `policy` of each resource or block that has one. */
export function readPolicies(declared: readonly Attributes[]): readonly Policy[] {
  return declared
    .map((each) => readPolicy(each, 'policy'))
    .filter((policy): policy is Policy => policy !== undefined);
}

/** The policy in an attribute; `undefined` if the attribute has no value. */
export function readPolicy(declared: Attributes, attribute: string): Policy | undefined {
  const text = readKnown(() => declared.optionalString(attribute));
  if (text === undefined || text === '') return undefined;
  return parseJsonObject(text) ?? 'unknown';
}

/** What `read` returns; `unknown` if it needs the value of an expression that can't be evaluated. */
export function readKnown<Value>(read: () => Value): Value | 'unknown' {
  try {
    return read();
  } catch (error) {
    if (error instanceof ExpressionUnsupportedError) return 'unknown';
    throw error;
  }
}
