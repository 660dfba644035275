import { basename, resolve } from 'node:path';
import { readConfiguration, type TerraformConfiguration } from './configuration.js';
import { StackUnreadableError } from './errors.js';
import { blockOf, blocksOf, isObject, readJsonObject, type JsonObject } from './json-object.js';
import type { TerraformResource } from './resource.js';

/** Where a stack is described. */
export interface StackLocation {
  /** Folder with the stack's `cdk.tf.json` and the functions' archives. */
  readonly stackDirectory: string;
  /** Output of `terraform show -json`. Takes precedence over the configuration. */
  readonly stateFile?: string;
}

/**
 * Reads a stack from its state if there is one, otherwise from its configuration.
 *
 * @throws {@link StackUnreadableError} if the file is missing or has another format.
 */
export function readStack({ stackDirectory, stateFile }: StackLocation): Promise<TerraformConfiguration> {
  return stateFile === undefined ? readConfiguration(stackDirectory) : readState(stateFile, stackDirectory);
}

/**
 * Reads a deployed stack: the resources of its configuration, with the values that AWS computed.
 *
 * Format: https://developer.hashicorp.com/terraform/internals/json-format#state-representation
 *
 * @param stateFile - Output of `terraform show -json`.
 * @param stackDirectory - Folder that the stack was deployed from, with the functions' archives.
 * @throws {@link StackUnreadableError} if the file is missing or is not such a state.
 */
export async function readState(stateFile: string, stackDirectory: string): Promise<TerraformConfiguration> {
  const resources = resourcesOf(await readRootModule(stateFile));
  const managed = resources.filter(({ mode }) => mode === 'managed').map(toResource);
  const [, , , region, accountId] = findFunctionArn(managed)?.split(':') ?? [];
  const folder = resolve(stackDirectory);
  return {
    stackName: basename(folder),
    folder,
    region,
    allowedAccountIds: [],
    backend: undefined,
    accountId,
    modules: [],
    isResolved: true,
    resources: new Map(managed.map((resource) => [resource.address, resource])),
    dataSources: new Map(),
    variableDefaults: {},
    locals: {},
  };
}

async function readRootModule(stateFile: string): Promise<JsonObject> {
  const document = await readJsonObject(stateFile, `${stateFile} can't be read as the state of a stack.`);
  const module = blockOf(blockOf(document, 'values'), 'root_module');
  if (module !== undefined) return module;
  throw new StackUnreadableError(
    `${stateFile} contains no deployed resources. Create it with \`terraform show -json\`.`,
  );
}

/** The resources of a module and of its child modules. */
function resourcesOf(module: JsonObject): readonly JsonObject[] {
  return [...blocksOf(module, 'resources'), ...blocksOf(module, 'child_modules').flatMap(resourcesOf)];
}

function toResource({ address, type, name, values }: JsonObject): TerraformResource {
  return {
    address: String(address),
    type: String(type),
    name: String(name),
    attributes: isObject(values) ? values : {},
  };
}

/** The ARN of a function contains region and account. */
function findFunctionArn(resources: readonly TerraformResource[]): string | undefined {
  const arn = resources.find(({ type }) => type === 'aws_lambda_function')?.attributes['arn'];
  return typeof arn === 'string' ? arn : undefined;
}
