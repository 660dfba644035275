import type { FunctionReference } from '@headwaters/pipeline-contract';
import type { Attributes } from '@headwaters/terraform-reader';
import type { UnsupportedFeature } from '../errors.js';
import type { AsynchronousPlan, AsynchronousPlans } from './asynchronous-plan.js';
import { describeReference, readReference } from './function-reference.js';
import type { StackReader } from './stack-reader.js';

/** Version of a function's code that was not published. */
export const latestVersion = '$LATEST';

/** What an ARN of a function invokes: the function itself, its published version or an alias. */
export interface FunctionTarget {
  /** Terraform address of the function, or of the alias. */
  readonly address: string;
  /** A version number, an alias or `$LATEST`; `undefined` for the function itself. */
  readonly qualifier: string | undefined;
  /** The ARN that names it. The function receives it as `invokedFunctionArn`. */
  readonly arn: string;
  /** The version that runs. */
  readonly version: string;
  readonly asynchronous: AsynchronousPlan;
}

/** A function whose targets are to be read. */
interface DeclaredFunction {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  /** The published version; `$LATEST` if the function publishes none. */
  readonly version: string;
}

/** Reads the targets of functions: of each, itself, `$LATEST`, its published version, and the aliases of the stack. */
export class FunctionTargets {
  readonly #aliases: readonly Alias[];
  readonly #asynchronous: AsynchronousPlans;

  constructor(stack: StackReader, asynchronous: AsynchronousPlans) {
    this.#aliases = stack.readAll('aws_lambda_alias', readAlias);
    this.#asynchronous = asynchronous;
  }

  of({ address, name, arn, version }: DeclaredFunction): readonly FunctionTarget[] {
    const versions = [...new Set([latestVersion, version])].map((number) => ({ qualifier: number, address }));
    const aliases = this.#aliases.filter(({ functionName }) => functionName === name);
    return [
      { address, qualifier: undefined, arn, version: latestVersion },
      ...versions.map((each) => ({ ...each, arn: `${arn}:${each.qualifier}`, version: each.qualifier })),
      ...aliases.map((alias) => ({
        address: alias.address,
        qualifier: alias.name,
        arn: `${arn}:${alias.name}`,
        version: alias.version,
      })),
    ].map((target) => ({
      ...target,
      asynchronous: this.#asynchronous.find({ name, qualifier: target.qualifier }),
    }));
  }
}

interface Alias {
  readonly address: string;
  readonly name: string;
  readonly functionName: string;
  readonly version: string;
}

function readAlias(declared: Attributes): Alias {
  return {
    address: declared.address,
    name: declared.string('name'),
    functionName: readReference(declared).name,
    version: declared.string('function_version'),
  };
}

/** A function with its targets. */
interface TargetedFunction {
  readonly name: string;
  readonly version: string;
  readonly targets: readonly FunctionTarget[];
}

/** Returns the target with this qualifier, if the function has it. */
export function findTarget(
  { targets }: Pick<TargetedFunction, 'targets'>,
  qualifier: string | undefined,
): FunctionTarget | undefined {
  return targets.find((target) => target.qualifier === qualifier);
}

/**
 * Returns the target with this qualifier.
 *
 * @throws TypeError if the function has no such version or alias.
 */
export function requireTarget(
  plan: Pick<TargetedFunction, 'name' | 'targets'>,
  qualifier: string | undefined,
): FunctionTarget {
  const target = findTarget(plan, qualifier);
  if (target !== undefined) return target;
  throw new TypeError(`The stack has no function ${describeReference({ name: plan.name, qualifier })}.`);
}

/**
 * Finds the aliases of a version that the stack does not publish, such as an older one. The stack contains the code of the
 * published version only.
 */
export function findPinnedAliases(functions: readonly TargetedFunction[]): readonly UnsupportedFeature[] {
  return functions.flatMap(({ name, version, targets }) =>
    targets
      .filter((target) => target.version !== version && target.version !== latestVersion)
      .map((target) => ({
        address: target.address,
        attribute: 'function_version',
        consequence: `version ${target.version} of ${name} is not in the stack, so version ${version} would run instead`,
      })),
  );
}

/** The resources whose `qualifier` names a version or alias. AWS rejects one that does not exist. */
const qualifiedTypes = ['aws_lambda_permission', 'aws_lambda_function_event_invoke_config'];

/**
 * Checks that the functions, versions and aliases that aliases, invoke configurations and permissions name exist. A permission
 * may be for a function of another stack.
 *
 * Source: LocalStack's snapshots of real AWS, test_permission_exceptions and test_lambda_eventinvokeconfig_exceptions.
 */
export function checkTargets(stack: StackReader, functions: readonly TargetedFunction[]): void {
  const declared = new Map(functions.map((each) => [each.name, each]));
  const refuse = (location: string, reference: FunctionReference): void => {
    stack.problems.add(location, `names ${describeReference(reference)}, which the stack does not declare`);
  };
  for (const { address, functionName } of stack.readAll('aws_lambda_alias', readAlias)) {
    if (!declared.has(functionName))
      refuse(`${address}.function_name`, { name: functionName, qualifier: undefined });
  }
  for (const resource of qualifiedTypes.flatMap((type) => stack.resources(type))) {
    const reference = stack.problems.collect(() => readReference(resource));
    const owner = reference && declared.get(reference.name);
    if (reference === undefined) continue;
    if (owner === undefined) {
      if (!resource.address.includes('aws_lambda_permission.'))
        refuse(`${resource.address}.function_name`, { ...reference, qualifier: undefined });
    } else if (findTarget(owner, reference.qualifier) === undefined) {
      refuse(`${resource.address}.qualifier`, reference);
    }
  }
}
