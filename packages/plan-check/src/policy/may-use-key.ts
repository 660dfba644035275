import type { TerraformResource } from '../terraform/terraform-resource.js';
import { refersTo, type TerraformStack } from '../terraform/terraform-stack.js';
import { allows } from './policy-statement.js';
import { isRoleKnown, roleStatements } from './role-statements.js';

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
