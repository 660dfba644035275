import { resolve } from 'node:path';
import { functionLimits } from '@headwaters/pipeline-contract';
import { type Attributes, AttributeInvalidError, isObject } from '@headwaters/terraform-reader';
import type { UnsupportedFeature } from '../errors.js';
import { AsynchronousPlans } from './asynchronous-plan.js';
import { type DestinationPlan, readDestination } from './destinations.js';
import { readReference } from './function-reference.js';
import { type FunctionTarget, FunctionTargets } from './function-targets.js';
import type { StackReader } from './stack-reader.js';

/** A function of the stack. */
export interface FunctionPlan {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** `path/to/module.export` in the archive. Empty for a container image. */
  readonly handler: string;
  /** Such as `nodejs22.x`. Empty for a container image. */
  readonly runtime: string;
  /** Absolute path of the deployment archive; `undefined` if the code comes from a bucket or is a container image. */
  readonly archivePath: string | undefined;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Maximum concurrent invocations; `undefined` if no concurrency is reserved. */
  readonly reservedConcurrency: number | undefined;
  readonly logGroupName: string;
  readonly logFormat: 'Text' | 'JSON';
  /** Whether recursive invocations are allowed; otherwise AWS stops them after 16. */
  readonly mayRecurse: boolean;
  /** The dead-letter queue or topic of asynchronous invocations. */
  readonly deadLetters?: DestinationPlan | undefined;
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
  const recursion = recursionByFunction(stack);
  return stack.readAll('aws_lambda_function', (declared) => {
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
      ...readCode(declared, stack.folder),
      deadLetters: readDeadLetters(declared),
      memoryMegabytes: declared.optionalInteger('memory_size', memory) ?? defaultMemoryMegabytes,
      timeoutSeconds: declared.optionalInteger('timeout', timeout) ?? defaultTimeoutSeconds,
      environment: readEnvironment(declared),
      reservedConcurrency: readReservedConcurrency(declared),
      logGroupName: declared.block('logging_config')?.optionalString('log_group') ?? `/aws/lambda/${name}`,
      logFormat: declared.block('logging_config')?.optionalString('log_format') === 'JSON' ? 'JSON' : 'Text',
      mayRecurse: recursion.get(name) === 'Allow',
    };
  });
}

function recursionByFunction(stack: StackReader): ReadonlyMap<string, string> {
  return new Map(
    stack.readAll('aws_lambda_function_recursion_config', (declared) => {
      const mode = declared.string('recursive_loop');
      if (mode === 'Allow' || mode === 'Terminate') return [readReference(declared).name, mode] as const;
      // Recorded: LocalStack's snapshots of real AWS, test_put_function_recursion_config_invalid_value.
      throw new AttributeInvalidError(
        `${declared.address}.recursive_loop`,
        `is ${mode}. AWS: Member must satisfy enum value set: [Terminate, Allow]`,
      );
    }),
  );
}

/** AWS requires handler and runtime of a .zip archive. A container image has neither. */
function readCode(
  declared: Attributes,
  folder: string,
): Pick<FunctionPlan, 'handler' | 'runtime' | 'archivePath'> {
  const filename = declared.optionalString('filename') ?? '';
  const isImage = declared.optionalString('package_type') === 'Image';
  return {
    handler: isImage ? '' : declared.string('handler'),
    runtime: isImage ? '' : declared.string('runtime'),
    archivePath: filename === '' ? undefined : resolve(folder, filename),
  };
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html (read 2026-11-29): a standard queue or topic. */
function readDeadLetters(declared: Attributes): DestinationPlan | undefined {
  const block = declared.block('dead_letter_config');
  const destination = readDestination(block, 'target_arn');
  if (destination === undefined) return undefined;
  const { kind, arn } = destination;
  if ((kind === 'sqs' || kind === 'sns') && !arn.endsWith('.fifo')) return destination;
  throw new AttributeInvalidError(
    `${block?.address ?? declared.address}.target_arn`,
    `is ${arn}; AWS sends dead letters to a standard queue or a standard topic only`,
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

/** Finds the functions whose code a local run can't execute: their runtime is not Node.js. */
export function findForeignRuntimes(functions: readonly FunctionPlan[]): readonly UnsupportedFeature[] {
  return functions
    .filter(({ runtime }) => runtime !== '' && !runtime.startsWith('nodejs'))
    .map(({ address, runtime }) => ({
      address,
      attribute: 'runtime',
      consequence: `a local run executes Node.js functions, and this is ${runtime}; a script of \`simulate\` can play it`,
    }));
}
