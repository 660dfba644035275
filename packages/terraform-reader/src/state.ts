import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { StackUnreadableError } from './errors.js';
import { type TerraformConfiguration, readConfiguration } from './configuration.js';
import type { DeclaredResource } from './declared-resource.js';
import { isObject } from './json-object.js';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads a deployed stack from what `terraform show -json` prints: the same resources as in its configuration, with the values
 * that AWS has made.
 *
 * Format: https://developer.hashicorp.com/terraform/internals/json-format#state-representation
 *
 * @param stateFile - The output of `terraform show -json`.
 * @param stackDirectory - The folder that the stack was deployed from: the functions' archives lie there.
 * @throws {@link StackUnreadableError} if the file is missing or isn't such a state.
 */
export async function readState(stateFile: string, stackDirectory: string): Promise<TerraformConfiguration> {
  const resources = resourcesOf(await readRootModule(stateFile));
  const managed = resources.filter(({ mode }) => mode === 'managed').map(declare);
  const [, , , region, accountId] = lambdaArn(managed)?.split(':') ?? [];
  const folder = resolve(stackDirectory);
  return {
    stackName: basename(folder),
    folder,
    region,
    accountId,
    isResolved: true,
    resources: new Map(managed.map((resource) => [resource.address, resource])),
    dataSources: new Map(),
    variableDefaults: {},
    locals: {},
  };
}

async function readRootModule(stateFile: string): Promise<JsonObject> {
  try {
    const document: unknown = JSON.parse(await readFile(stateFile, 'utf8'));
    const values = isObject(document) ? document['values'] : undefined;
    const module = isObject(values) ? values['root_module'] : undefined;
    if (isObject(module)) return module;
  } catch (cause) {
    throw new StackUnreadableError(`${stateFile} can't be read as the state of a stack.`, { cause });
  }
  throw new StackUnreadableError(
    `${stateFile} holds no deployed resources. Make it with terraform show -json.`,
  );
}

/** A module's own resources and those of the modules in it. */
function resourcesOf(module: JsonObject): readonly JsonObject[] {
  const own = module['resources'];
  const inner = module['child_modules'];
  return [
    ...(Array.isArray(own) ? own.filter(isObject) : []),
    ...(Array.isArray(inner) ? inner.filter(isObject).flatMap(resourcesOf) : []),
  ];
}

function declare({ address, type, name, values }: JsonObject): DeclaredResource {
  return {
    address: String(address),
    type: String(type),
    name: String(name),
    attributes: isObject(values) ? values : {},
  };
}

/** Of all ARNs a function's tells both region and account. */
function lambdaArn(resources: readonly DeclaredResource[]): string | undefined {
  const arn = resources.find(({ type }) => type === 'aws_lambda_function')?.attributes['arn'];
  return typeof arn === 'string' ? arn : undefined;
}

/** Where a stack is described. */
export interface StackLocation {
  /** The folder with the stack's `cdk.tf.json`, and with the functions' archives. */
  readonly stackDirectory: string;
  /** The output of `terraform show -json`; where it is given, it is what counts. */
  readonly stateFile?: string;
}

/**
 * Reads a stack as it was deployed, where there is a state of it, else as it was synthesized.
 *
 * @throws {@link StackUnreadableError} if there is none.
 */
export function readStack({ stackDirectory, stateFile }: StackLocation): Promise<TerraformConfiguration> {
  return stateFile === undefined ? readConfiguration(stackDirectory) : readState(stateFile, stackDirectory);
}
