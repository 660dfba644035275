import { textOf } from '../terraform/attributes.js';
import type { TerraformResource } from '../terraform/terraform-resource.js';
import { refersTo, type TerraformStack } from '../terraform/terraform-stack.js';

/** How often and how long an asynchronous event of this function is tried; undefined where AWS's defaults hold. */
export function invokeConfigOf(
  stack: TerraformStack,
  lambda: TerraformResource,
): TerraformResource | undefined {
  return stack.ofType('aws_lambda_function_event_invoke_config').find(({ attributes }) => {
    const name = textOf(attributes, 'function_name');
    return name !== undefined && refersTo(name, lambda);
  });
}
