import { resolve } from 'node:path';
import { functionLimits } from '@headwaters/pipeline-contract';
import { AttributeInvalidError } from '../errors.js';
import type { Attributes } from '../terraform/attributes.js';
import { isObject } from '../terraform/is-object.js';
import { type DestinationPlan, readDestination } from './destinations.js';
import { functionNameOf } from './function-name-of.js';
import type { StackReader } from './stack-reader.js';

/** A function as the stack declares it. */
export interface FunctionPlan {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** `path/to/module.export` within the archive. */
  readonly handler: string;
  /** Such as `nodejs22.x`. */
  readonly runtime: string;
  /** The archive with the code: an absolute path. */
  readonly archivePath: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Largest number of invocations at a time; `undefined` is the account's share. */
  readonly reservedConcurrency: number | undefined;
  readonly logGroupName: string;
  readonly logFormat: 'Text' | 'JSON';
  /** Whether it may call itself, directly or through others, without end. */
  readonly mayRecurse: boolean;
  readonly asynchronous: AsynchronousPlan;
}

/** What happens to a function's asynchronous invocations. */
export interface AsynchronousPlan {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  readonly onSuccess: DestinationPlan | undefined;
  readonly onFailure: DestinationPlan | undefined;
}

/** What AWS takes where the stack says nothing. Source: the Lambda API reference, CreateFunction (read 2026-11-23). */
const standardMemoryMegabytes = 128;
const standardTimeoutSeconds = 3;

const memory = { min: functionLimits.minMemoryMegabytes, max: functionLimits.maxMemoryMegabytes };
const eventAge = {
  min: functionLimits.minAsynchronousEventAgeSeconds,
  max: functionLimits.maxAsynchronousEventAgeSeconds,
};

/** Reads the stack's functions, each with the settings of its asynchronous invocations. */
export function readFunctions(stack: StackReader): readonly FunctionPlan[] {
  const invokeConfigurations = byFunction(stack.resources('aws_lambda_function_event_invoke_config'));
  const recursionConfigurations = byFunction(stack.resources('aws_lambda_function_recursion_config'));
  return stack.resources('aws_lambda_function').map((declared) => {
    const name = stack.text(declared.address, 'function_name');
    return {
      address: declared.address,
      name,
      arn: stack.text(declared.address, 'arn'),
      roleArn: declared.text('role'),
      handler: declared.text('handler'),
      runtime: nodeRuntime(declared),
      archivePath: resolve(stack.folder, declared.text('filename')),
      memoryMegabytes: declared.limited('memory_size', memory) ?? standardMemoryMegabytes,
      timeoutSeconds:
        declared.limited('timeout', { min: 1, max: functionLimits.maxTimeoutSeconds }) ??
        standardTimeoutSeconds,
      environment: environmentVariables(declared),
      reservedConcurrency: reservedConcurrency(declared),
      logGroupName: declared.block('logging_config')?.optionalText('log_group') ?? `/aws/lambda/${name}`,
      logFormat: declared.block('logging_config')?.optionalText('log_format') === 'JSON' ? 'JSON' : 'Text',
      mayRecurse: recursionConfigurations.get(name)?.text('recursive_loop') === 'Allow',
      asynchronous: asynchronousPlan(invokeConfigurations.get(name)),
    };
  });
}

function byFunction(declared: readonly Attributes[]): ReadonlyMap<string, Attributes> {
  return new Map(declared.map((resource) => [functionNameOf(resource.text('function_name')), resource]));
}

function nodeRuntime(declared: Attributes): string {
  const runtime = declared.text('runtime');
  if (runtime.startsWith('nodejs')) return runtime;
  throw new AttributeInvalidError(
    `${declared.address}.runtime`,
    `is ${runtime}; only Node.js runtimes run here`,
  );
}

function environmentVariables(declared: Attributes): Readonly<Record<string, string>> {
  const variables = declared.block('environment')?.value('variables');
  return Object.fromEntries(
    Object.entries(isObject(variables) ? variables : {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

/** Terraform writes -1 for a function that shares the account's concurrency. */
function reservedConcurrency(declared: Attributes): number | undefined {
  const reserved = declared.optionalNumber('reserved_concurrent_executions') ?? -1;
  return reserved < 0 ? undefined : reserved;
}

function asynchronousPlan(declared: Attributes | undefined): AsynchronousPlan {
  const destinations = declared?.block('destination_config');
  return {
    maximumRetryAttempts:
      declared?.limited('maximum_retry_attempts', { min: 0, max: functionLimits.maxAsynchronousRetries }) ??
      functionLimits.maxAsynchronousRetries,
    maximumEventAgeSeconds:
      declared?.limited('maximum_event_age_in_seconds', eventAge) ??
      functionLimits.maxAsynchronousEventAgeSeconds,
    onSuccess: readDestination(destinations?.block('on_success'), 'destination'),
    onFailure: readDestination(destinations?.block('on_failure'), 'destination'),
  };
}
