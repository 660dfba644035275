import { stringOf, type TerraformResource } from '@headwaters/terraform-reader';
import { listTriggers, type Trigger } from '../stack/event-sources.js';
import { describeQualifier, findConfigured, isSameTarget } from '../stack/invoked-function.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import type { Check, Violation } from './check.js';

/**
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/using-aliases.html and
 * https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html (read 2026-11-28).
 */
export const qualifierMismatch: Check = {
  id: 'qualifier-mismatch',
  severity: 'error',
  why: 'Permissions and retry settings apply to exactly the function, version or alias that they name, and to no other.',
  fix: 'Set the qualifier to the version or alias that is invoked, or leave it out if that is the function itself.',
  find: (stack) =>
    listTriggers(stack).flatMap((trigger) => [
      ...misplacedPermissions(stack, trigger),
      ...misplacedSettings(stack, trigger),
    ]),
};

/** The permissions of a trigger's service for the same function, if none is for what the trigger invokes. */
function misplacedPermissions(stack: TerraformStack, trigger: Trigger): Violation[] {
  const permissions = stack
    .resourcesOfType('aws_lambda_permission')
    .filter(({ attributes }) => stringOf(attributes, 'principal') === trigger.principal);
  return misplaced(stack, trigger, permissions).map(({ address, found }) => ({
    address,
    what: `It permits ${found}, but ${trigger.resource.address} invokes ${describeQualifier(trigger.invoked)}: every invocation is denied.`,
  }));
}

/** The settings of asynchronous invocations of the same function, if none are for what the trigger invokes. */
function misplacedSettings(stack: TerraformStack, trigger: Trigger): Violation[] {
  const configs = stack.resourcesOfType('aws_lambda_function_event_invoke_config');
  return misplaced(stack, trigger, configs).map(({ address, found }) => ({
    address,
    what: `It configures ${found}, but ${trigger.resource.address} invokes ${describeQualifier(trigger.invoked)}, which has the default retries and no failure destination.`,
  }));
}

interface Misplaced {
  readonly address: string;
  /** What the resource is for. */
  readonly found: string;
}

function misplaced(
  stack: TerraformStack,
  { invoked }: Trigger,
  resources: readonly TerraformResource[],
): Misplaced[] {
  const sameFunction = resources.flatMap((resource) => {
    const configured = findConfigured(stack, resource);
    return configured?.lambda === invoked.lambda ? [{ address: resource.address, configured }] : [];
  });
  if (sameFunction.some(({ configured }) => isSameTarget(configured, invoked))) return [];
  return sameFunction.map(({ address, configured }) => ({ address, found: describeQualifier(configured) }));
}
