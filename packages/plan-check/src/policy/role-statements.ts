import { blocksOf, textOf } from '../terraform/attributes.js';
import type { TerraformResource } from '../terraform/terraform-resource.js';
import { refersTo, type TerraformStack } from '../terraform/terraform-stack.js';
import type { PolicyStatement } from './policy-statement.js';
import { readStatements } from './read-statements.js';

/** What a function's role may do, by every policy of this stack that is put on it. AWS's own policies are not known. */
export function roleStatements(stack: TerraformStack, lambda: TerraformResource): PolicyStatement[] {
  const role = stack.resolve('aws_iam_role', textOf(lambda.attributes, 'role'));
  if (role === undefined) return [];
  const isOnRole = ({ attributes }: TerraformResource) => {
    const value = textOf(attributes, 'role');
    return value !== undefined && refersTo(value, role);
  };
  const inline = stack.ofType('aws_iam_role_policy').filter(isOnRole);
  const attached = stack
    .ofType('aws_iam_role_policy_attachment')
    .filter(isOnRole)
    .map(({ attributes }) => stack.resolve('aws_iam_policy', textOf(attributes, 'policy_arn')));
  const policies = [
    ...[...inline, ...attached].map((resource) => resource?.attributes),
    ...blocksOf(role.attributes, 'inline_policy'),
  ];
  return policies.flatMap((attributes) => readStatements(stack, textOf(attributes, 'policy')));
}

/** Whether all that the role may do is known: a role that is made elsewhere, or has a policy of AWS, may do more. */
export function isRoleKnown(stack: TerraformStack, lambda: TerraformResource): boolean {
  const role = stack.resolve('aws_iam_role', textOf(lambda.attributes, 'role'));
  if (role === undefined) return false;
  return stack.ofType('aws_iam_role_policy_attachment').every(({ attributes }) => {
    const value = textOf(attributes, 'role');
    const isElsewhere = value === undefined || !refersTo(value, role);
    return isElsewhere || stack.resolve('aws_iam_policy', textOf(attributes, 'policy_arn')) !== undefined;
  });
}
