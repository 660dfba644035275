import {
  findLambdaRuntime,
  isReservedVariable,
  runtimePhase,
  type LambdaRuntime,
} from '@headwaters/aws-rules';
import {
  blockOf,
  isObject,
  isUnknownValue,
  stringOf,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import type { Check, Outcome } from './check.js';

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html. */
export const deprecatedRuntime: Check = {
  id: 'deprecated-runtime',
  severity: 'warning',
  why: 'A deprecated runtime gets no security updates. Later, AWS creates no functions with it, and finally updates none.',
  fix: 'Change runtime to a version that is supported, and test the function with it.',
  find: (stack) => {
    const today = new Date();
    return stack.resourcesOfType('aws_lambda_function').flatMap((lambda) => describeRuntime(lambda, today));
  },
};

function describeRuntime(lambda: TerraformResource, today: Date): Outcome[] {
  const { address, attributes } = lambda;
  const id = stringOf(attributes, 'runtime');
  if (id === undefined) return []; // A container image.
  if (isUnknownValue(id)) return [{ address, notChecked: 'its runtime is an expression' }];
  const runtime = findLambdaRuntime(id);
  if (runtime === undefined) return [{ address, notChecked: `the dates of the runtime ${id} are unknown` }];
  return describePhase(lambda, runtime, today);
}

function describePhase(
  { address, change }: TerraformResource,
  runtime: LambdaRuntime,
  today: Date,
): Outcome[] {
  const { id, deprecation, blockCreate, blockUpdate } = runtime;
  const phase = runtimePhase(runtime, today);
  const isNew = change === undefined || change.actions.includes('create');
  const isChanged = isNew || change.actions.includes('update');
  if (phase === 'supported') return [];
  if (phase === 'update-blocked' && isChanged) {
    return [
      { address, severity: 'error', what: `AWS has updated no functions with ${id} since ${blockUpdate}.` },
    ];
  }
  if (phase !== 'deprecated' && isNew) {
    return [
      { address, severity: 'error', what: `AWS has created no functions with ${id} since ${blockCreate}.` },
    ];
  }
  return [{ address, what: `${id} has had no security updates since ${deprecation}.` }];
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html (read 2026-11-29). */
export const reservedVariable: Check = {
  id: 'reserved-variable',
  severity: 'error',
  why: 'Lambda sets these environment variables itself and refuses a function that sets them: apply fails.',
  fix: 'Remove the variable, or rename it if the value is your own.',
  find: (stack) =>
    stack.resourcesOfType('aws_lambda_function').flatMap(({ address, attributes }): Outcome[] => {
      const variables = blockOf(attributes, 'environment')?.['variables'];
      if (isUnknownValue(variables)) return [{ address, notChecked: 'its environment is an expression' }];
      return Object.keys(isObject(variables) ? variables : {})
        .filter(isReservedVariable)
        .map((name) => ({ address, what: `The environment sets ${name}.` }));
    }),
};
