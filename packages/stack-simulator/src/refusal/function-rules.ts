import { findLambdaRuntime, isReservedVariable, runtimePhase } from '@headwaters/aws-rules';
import type { OpenBlueprint } from '../blueprint/blueprint.js';
import type { FunctionPlan } from '../blueprint/functions.js';
import type { UnsupportedFeature } from '../errors.js';

/** Limits of CreateFunction. Source: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html (read 2026-11-29). */
const maxNameCharacters = 64;
const maxHandlerCharacters = 128;
/** 4 KB. Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html (read 2026-11-29). */
const maxEnvironmentBytes = 4_096;

/** Source: https://docs.aws.amazon.com/lambda/latest/api/API_Environment.html (read 2026-11-29). */
const variableName = /^[a-zA-Z][a-zA-Z0-9_]+$/;
const functionName = /^[a-zA-Z0-9-_]+$/;
const handlerText = /^\S+$/;

/** Checks what AWS rejects in CreateFunction. Values of variables are never part of a message. */
export function checkFunctions({ stack, blueprint }: OpenBlueprint): void {
  for (const plan of blueprint.functions) {
    for (const [attribute, problem] of [...problemsOf(plan), ...environmentProblems(plan)])
      stack.problems.add(`${plan.address}.${attribute}`, problem);
    const blocked = stack.isDeployed ? undefined : blockedRuntime(plan);
    if (blocked !== undefined)
      stack.problems.add(`${plan.address}.runtime`, `is ${plan.runtime}. AWS: ${blocked}`);
  }
}

type Problem = readonly [attribute: string, problem: string];

function* problemsOf({ name, handler, runtime }: FunctionPlan): Generator<Problem> {
  if (name.length > maxNameCharacters)
    yield ['function_name', `has ${name.length} characters; AWS accepts ${maxNameCharacters}`];
  if (!functionName.test(name))
    yield ['function_name', `is ${name}; AWS accepts letters, digits, hyphens and underscores only`];
  if (handler.length > maxHandlerCharacters)
    yield ['handler', `has ${handler.length} characters; AWS accepts ${maxHandlerCharacters}`];
  if (handler !== '' && !handlerText.test(handler))
    yield ['handler', 'contains white space, which AWS rejects'];
  if (runtime !== '' && !isRuntime(runtime)) {
    // Recorded: LocalStack's snapshots of real AWS, test_create_lambda_exceptions.
    yield ['runtime', `is ${runtime}. AWS: Member must satisfy enum value set`];
  }
}

/** The table of runtimes can be older than a runtime: what looks like a version of a known family passes. */
function isRuntime(id: string): boolean {
  const families = /^(nodejs\d+\.x|python3\.\d+|java\d+|dotnet\d+|ruby\d\.\d|provided\.al\d+)$/;
  return findLambdaRuntime(id) !== undefined || families.test(id);
}

function* environmentProblems({ environment }: FunctionPlan): Generator<Problem> {
  for (const name of Object.keys(environment)) {
    const attribute = `environment.variables.${name}`;
    if (isReservedVariable(name)) {
      yield [
        attribute,
        'is a reserved name. AWS: Lambda was unable to configure your environment variables because the environment variables ' +
          'you have provided contains reserved keys that are currently not supported for modification',
      ];
    } else if (!variableName.test(name)) {
      yield [
        attribute,
        'is an invalid name: AWS accepts a letter, then letters, digits and underscores, at least two characters',
      ];
    }
  }
  // Recorded: LocalStack's snapshots of real AWS, test_large_environment_variables_fails. AWS measures the JSON.
  const bytes = Buffer.byteLength(JSON.stringify(environment));
  if (bytes > maxEnvironmentBytes) {
    yield [
      'environment.variables',
      `has ${bytes} bytes as JSON; AWS accepts ${maxEnvironmentBytes}. AWS: Lambda was unable to configure your environment variables ` +
        'because the environment variables you have provided exceeded the 4KB limit',
    ];
  }
}

/**
 * The day when the table of runtimes was read. Later dates of the table are plans, which AWS has postponed before: a runtime that
 * was not blocked by then is not refused here.
 */
const runtimesRead = new Date('2026-11-29');

/** Why AWS creates no function with this runtime, if it does not. Recorded: test_create_deprecated_function_runtime_with_validation_enabled. */
function blockedRuntime({ runtime }: FunctionPlan): string | undefined {
  const known = findLambdaRuntime(runtime);
  const phase = known && runtimePhase(known, runtimesRead);
  if (phase !== 'create-blocked' && phase !== 'update-blocked') return undefined;
  return `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions`;
}

/** Lists the functions of a deployed stack whose runtime AWS would no longer accept. */
export function findBlockedRuntimes({ stack, blueprint }: OpenBlueprint): readonly UnsupportedFeature[] {
  if (!stack.isDeployed) return [];
  return blueprint.functions
    .filter((plan) => blockedRuntime(plan) !== undefined)
    .map(({ address, runtime }) => ({
      address,
      attribute: 'runtime',
      consequence: `AWS runs ${runtime} but creates no function with it any more`,
    }));
}
