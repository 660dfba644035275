import { matchesWildcard, type Answer } from '@headwaters/aws-rules';
import type { TerraformResource } from '@headwaters/terraform-reader';
import { arnOf, toText } from '../stack/arn.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import { statementsOf, type PolicyStatement } from './policy-statement.js';
import { readRolePolicies } from './role-policies.js';

/** The statements of the policies of a role. */
export interface RoleStatements {
  /** Those that are known. */
  readonly statements: readonly PolicyStatement[];
  /** Whether there are no others. */
  readonly areComplete: boolean;
}

/** The statements of all policies that apply to a function's role. */
export function readRoleStatements(stack: TerraformStack, lambda: TerraformResource): RoleStatements {
  const { policies } = readRolePolicies(stack, lambda);
  const known = policies.filter((policy) => policy !== 'unknown');
  return { statements: known.flatMap(statementsOf), areComplete: known.length === policies.length };
}

/** Why a check of a role is not possible. */
export const unknownPolicies = 'the policies of its role are not all known before the deployment';

/** Whether a resource in a statement is this one, named by its ARN or a pattern. `*` alone names nothing. */
export function namesResource(stack: TerraformStack, pattern: string, resource: TerraformResource): Answer {
  return pattern === '*' ? 'no' : matchesWildcard(toText(stack, pattern), arnOf(stack, resource));
}

/** The object keys that a statement allows. */
export interface KeyPattern {
  /** Such as `*.csv`. */
  readonly pattern: string;
  /** False if a plan contains only the bucket, without the text after it. */
  readonly isKnown: boolean;
}

/**
 * The pattern of object keys in a statement's resource: `*.csv` of `arn:aws:s3:::source/*.csv`.
 *
 * @returns `undefined` if the resource is another bucket, or a bucket without objects.
 */
export function objectKeyPattern(
  stack: TerraformStack,
  resource: string,
  bucket: TerraformResource,
): KeyPattern | undefined {
  if (resource === '*') return { pattern: '*', isKnown: true };
  const [text, arn] = [toText(stack, resource), arnOf(stack, bucket)];
  const rest = text.startsWith(arn) ? text.slice(arn.length) : undefined;
  if (rest?.startsWith('/')) return { pattern: rest.slice(1), isKnown: true };
  if (rest === toText(stack, '${plan.rest}')) return { pattern: '*', isKnown: false };
  const [, target = '', keys = ''] = /^(.*?)\/(.*)$/s.exec(text) ?? [];
  if (target === '' || matchesWildcard(target, arn) !== 'yes') return undefined;
  return { pattern: keys, isKnown: true };
}
