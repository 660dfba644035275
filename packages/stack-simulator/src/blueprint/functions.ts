import { resolve } from 'node:path';
import { functionLimits } from '@headwaters/pipeline-contract';
import { type Attributes, AttributeInvalidError, isObject } from '@headwaters/terraform-reader';
import { AsynchronousPlans } from './asynchronous-plan.js';
import { readReference } from './function-reference.js';
import { type FunctionTarget, FunctionTargets } from './function-targets.js';
import type { StackReader } from './stack-reader.js';

/** A function of the stack. */
export interface FunctionPlan {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** `path/to/module.export` in the archive. */
  readonly handler: string;
  /** Such as `nodejs22.x`. */
  readonly runtime: string;
  /** Absolute path of the deployment archive. */
  readonly archivePath: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Maximum concurrent invocations; `undefined` if no concurrency is reserved. */
  readonly reservedConcurrency: number | undefined;
  readonly logGroupName: string;
  readonly logFormat: 'Text' | 'JSON';
  /** Whether recursive invocations are allowed; otherwise AWS stops them after 16. */
  readonly mayRecurse: boolean;
  /** The published version; `$LATEST` if the function publishes none. */
  readonly version: string;
  /** What can be invoked: the function itself, its versions and its aliases. */
  readonly targets: readonly FunctionTarget[];
}

/** Defaults of AWS. Source: the Lambda API reference, CreateFunction (read 2026-11-23). */
const defaultMemoryMegabytes = 128;
const defaultTimeoutSeconds = 3;

const memory = { min: functionLimits.minMemoryMegabytes, max: functionLimits.maxMemoryMegabytes };
const timeout = { min: 1, max: functionLimits.maxTimeoutSeconds };

/** Reads the functions of a stack, each with its versions and aliases and their settings of asynchronous invocations. */
export function readFunctions(stack: StackReader): readonly FunctionPlan[] {
  const targets = new FunctionTargets(stack, new AsynchronousPlans(stack));
  const recursionConfigurations = byFunction(stack.resources('aws_lambda_function_recursion_config'));
  return stack.resources('aws_lambda_function').map((declared) => {
    const name = stack.string(declared.address, 'function_name');
    const identity = {
      address: declared.address,
      name,
      arn: stack.string(declared.address, 'arn'),
      version: stack.string(declared.address, 'version'),
    };
    return {
      ...identity,
      targets: targets.of(identity),
      roleArn: declared.string('role'),
      handler: declared.string('handler'),
      runtime: readNodeRuntime(declared),
      archivePath: resolve(stack.folder, declared.string('filename')),
      memoryMegabytes: declared.optionalInteger('memory_size', memory) ?? defaultMemoryMegabytes,
      timeoutSeconds: declared.optionalInteger('timeout', timeout) ?? defaultTimeoutSeconds,
      environment: readEnvironment(declared),
      reservedConcurrency: readReservedConcurrency(declared),
      logGroupName: declared.block('logging_config')?.optionalString('log_group') ?? `/aws/lambda/${name}`,
      logFormat: declared.block('logging_config')?.optionalString('log_format') === 'JSON' ? 'JSON' : 'Text',
      mayRecurse: recursionConfigurations.get(name)?.string('recursive_loop') === 'Allow',
    };
  });
}

function byFunction(declared: readonly Attributes[]): ReadonlyMap<string, Attributes> {
  return new Map(declared.map((resource) => [readReference(resource).name, resource]));
}

function readNodeRuntime(declared: Attributes): string {
  const runtime = declared.string('runtime');
  if (runtime.startsWith('nodejs')) return runtime;
  throw new AttributeInvalidError(
    `${declared.address}.runtime`,
    `is ${runtime}; the simulator runs Node.js runtimes only`,
  );
}

function readEnvironment(declared: Attributes): Readonly<Record<string, string>> {
  const variables = declared.block('environment')?.value('variables');
  return Object.fromEntries(
    Object.entries(isObject(variables) ? variables : {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

/** Terraform writes -1 for a function without reserved concurrency. */
function readReservedConcurrency(declared: Attributes): number | undefined {
  const reserved = declared.optionalNumber('reserved_concurrent_executions') ?? -1;
  return reserved < 0 ? undefined : reserved;
}
