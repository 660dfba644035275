import { blocksOf, stringOf, type TerraformResource } from '@headwaters/terraform-reader';
import { attributeRefersTo, refersTo, type TerraformStack } from '../stack/terraform-stack.js';
import { allows, matchesPattern, readPolicyStatements, type PolicyStatement } from './policy-statement.js';

/** The statements of all policies in this stack that apply to a function's role. AWS managed policies are not included. */
export function readRoleStatements(stack: TerraformStack, lambda: TerraformResource): PolicyStatement[] {
  const role = findRole(stack, lambda);
  if (role === undefined) return [];
  const isForRole = (resource: TerraformResource) => attributeRefersTo(resource, 'role', role);
  const inline = stack.resourcesOfType('aws_iam_role_policy').filter(isForRole);
  const attached = stack
    .resourcesOfType('aws_iam_role_policy_attachment')
    .filter(isForRole)
    .map((attachment) => findAttachedPolicy(stack, attachment));
  const policies = [
    ...[...inline, ...attached].map((resource) => resource?.attributes),
    ...blocksOf(role.attributes, 'inline_policy'),
  ];
  return policies.flatMap((attributes) => readPolicyStatements(stack, stringOf(attributes, 'policy')));
}

/** Whether all policies of a function's role are in this stack. */
function isRoleKnown(stack: TerraformStack, lambda: TerraformResource): boolean {
  const role = findRole(stack, lambda);
  if (role === undefined) return false;
  return stack
    .resourcesOfType('aws_iam_role_policy_attachment')
    .filter((attachment) => attributeRefersTo(attachment, 'role', role))
    .every((attachment) => findAttachedPolicy(stack, attachment) !== undefined);
}

function findRole(stack: TerraformStack, lambda: TerraformResource): TerraformResource | undefined {
  return stack.findReferenced('aws_iam_role', stringOf(lambda.attributes, 'role'));
}

function findAttachedPolicy(
  stack: TerraformStack,
  attachment: TerraformResource,
): TerraformResource | undefined {
  return stack.findReferenced('aws_iam_policy', stringOf(attachment.attributes, 'policy_arn'));
}

/** Whether a key is customer managed. AWS managed keys need no grant. */
export function isCustomerManagedKey(key: string | undefined): key is string {
  return key !== undefined && !/(^|:)alias\/aws\//.test(key);
}

/** Whether a function's role allows an action on a key. True if the role's policies are not all in this stack. */
export function mayUseKey(
  stack: TerraformStack,
  lambda: TerraformResource,
  { action, key }: { readonly action: string; readonly key: string },
): boolean {
  if (!isRoleKnown(stack, lambda)) return true;
  const target = findKey(stack, key);
  const isThisKey = (resource: string) =>
    resource.includes('*') || resource === key || (target !== undefined && refersTo(resource, target));
  return readRoleStatements(stack, lambda).some(
    (statement) => allows(statement, action) && statement.resources.some(isThisKey),
  );
}

/** The key with an ARN, an id or an alias. */
export function findKey(stack: TerraformStack, key: string): TerraformResource | undefined {
  const alias = stack.findReferenced('aws_kms_alias', key)?.attributes['target_key_id'];
  return stack.findReferenced('aws_kms_key', typeof alias === 'string' ? alias : key);
}

/**
 * The pattern of object keys in a statement's resource: `*.csv` of `arn:aws:s3:::source/*.csv`.
 *
 * @returns `undefined` if the resource is another bucket, or a bucket without objects.
 */
export function objectKeyPattern(resource: string, bucket: TerraformResource): string | undefined {
  if (resource === '*') return '*';
  const [, target = '', keys = ''] = /^(.*?)\/(.*)$/s.exec(resource.replace(/^arn:[^:]+:s3:::/, '')) ?? [];
  if (target === '') return undefined;
  const isThisBucket =
    matchesPattern(target, stringOf(bucket.attributes, 'bucket') ?? '') || refersTo(target, bucket);
  return isThisBucket ? keys : undefined;
}
