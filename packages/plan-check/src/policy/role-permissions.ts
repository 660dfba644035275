import { type TerraformResource, blocksOf, stringOf } from '@headwaters/terraform-reader';
import { type TerraformStack, refersTo } from '../stack/terraform-stack.js';
import { type PolicyStatement, allows, matches, readStatements } from './policy-statement.js';

/** What a function's role may do, by every policy of this stack that is put on it. AWS's own policies are not known. */
export function roleStatements(stack: TerraformStack, lambda: TerraformResource): PolicyStatement[] {
  const role = stack.resolve('aws_iam_role', stringOf(lambda.attributes, 'role'));
  if (role === undefined) return [];
  const isOnRole = ({ attributes }: TerraformResource) => {
    const value = stringOf(attributes, 'role');
    return value !== undefined && refersTo(value, role);
  };
  const inline = stack.ofType('aws_iam_role_policy').filter(isOnRole);
  const attached = stack
    .ofType('aws_iam_role_policy_attachment')
    .filter(isOnRole)
    .map(({ attributes }) => stack.resolve('aws_iam_policy', stringOf(attributes, 'policy_arn')));
  const policies = [
    ...[...inline, ...attached].map((resource) => resource?.attributes),
    ...blocksOf(role.attributes, 'inline_policy'),
  ];
  return policies.flatMap((attributes) => readStatements(stack, stringOf(attributes, 'policy')));
}

/** Whether all that the role may do is known: a role that is made elsewhere, or has a policy of AWS, may do more. */
function isRoleKnown(stack: TerraformStack, lambda: TerraformResource): boolean {
  const role = stack.resolve('aws_iam_role', stringOf(lambda.attributes, 'role'));
  if (role === undefined) return false;
  return stack.ofType('aws_iam_role_policy_attachment').every(({ attributes }) => {
    const value = stringOf(attributes, 'role');
    const isElsewhere = value === undefined || !refersTo(value, role);
    return isElsewhere || stack.resolve('aws_iam_policy', stringOf(attributes, 'policy_arn')) !== undefined;
  });
}

/** Whether a key is a customer's: AWS's own needs no grant. */
export const isCustomerKey = (key: string | undefined): key is string =>
  key !== undefined && !/(^|:)alias\/aws\//.test(key);

/** Whether a function's role may do this with a key, as far as this stack tells; it may, if the role is made elsewhere. */
export function mayUseKey(
  stack: TerraformStack,
  lambda: TerraformResource,
  { action, key }: { readonly action: string; readonly key: string },
): boolean {
  if (!isRoleKnown(stack, lambda)) return true;
  const target = keyBehind(stack, key);
  const isThisKey = (resource: string) =>
    resource.includes('*') || resource === key || (target !== undefined && refersTo(resource, target));
  return roleStatements(stack, lambda).some(
    (statement) => allows(statement, action) && statement.resources.some(isThisKey),
  );
}

/** The key that an ARN, an id or an alias means. */
export function keyBehind(stack: TerraformStack, key: string): TerraformResource | undefined {
  const alias = stack.resolve('aws_kms_alias', key)?.attributes['target_key_id'];
  return stack.resolve('aws_kms_key', typeof alias === 'string' ? alias : key);
}

/** The keys of a bucket that a statement's resource means, as a pattern; undefined if it means another bucket, or no objects. */
export function keysOf(resource: string, bucket: TerraformResource): string | undefined {
  if (resource === '*') return '*';
  const [, target = '', keys = ''] = /^(.*?)\/(.*)$/s.exec(resource.replace(/^arn:[^:]+:s3:::/, '')) ?? [];
  if (target === '') return undefined;
  return matches(target, stringOf(bucket.attributes, 'bucket') ?? '') || refersTo(target, bucket)
    ? keys
    : undefined;
}
