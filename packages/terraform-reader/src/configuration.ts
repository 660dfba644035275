import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import {
  parseBackend,
  parseDeclarations,
  parseModules,
  parseProvider,
  parseStackName,
  type Backend,
  type Declarations,
} from './declarations.js';
import { StackUnreadableError } from './errors.js';
import { Evaluator } from './evaluator.js';
import { readJsonObject, type JsonObject } from './json-object.js';
import type { TerraformResource } from './resource.js';

/** A stack, as synthesized ({@link readConfiguration}) or as deployed ({@link readState}). */
export interface TerraformConfiguration extends Declarations {
  readonly stackName: string;
  /** Absolute path. Relative paths in the configuration start here. */
  readonly folder: string;
  readonly region: string | undefined;
  /** The accounts that Terraform may change. Empty if there is no restriction, and for a deployed stack. */
  readonly allowedAccountIds: readonly string[];
  /** Where the state is kept; `undefined` if the configuration does not say, and for a deployed stack. */
  readonly backend: Backend | undefined;
  /** Known for deployed stacks only. */
  readonly accountId: string | undefined;
  /** Addresses of called modules, whose resources are not read, such as `module.consumer`. A state has their resources. */
  readonly modules: readonly string[];
  /** Whether values are final: they contain no expressions, and what AWS computed is among them. */
  readonly isResolved: boolean;
}

/**
 * Reads `cdk.tf.json` in a stack's folder. Expressions are not evaluated; see {@link Evaluator}.
 *
 * @throws {@link StackUnreadableError} if the file is missing or is not a JSON object.
 */
export async function readConfiguration(stackDirectory: string): Promise<TerraformConfiguration> {
  const folder = resolve(stackDirectory);
  const file = join(folder, 'cdk.tf.json');
  const document = await readJsonObject(file, await describeUnreadable(folder, file));
  if (document === undefined) {
    throw new StackUnreadableError(`${file} is not a synthesized stack: it must contain a JSON object.`);
  }
  return {
    ...parseDeclarations(document),
    stackName: parseStackName(document) ?? basename(folder),
    folder,
    ...parseProvider(document),
    backend: parseBackend(document),
    accountId: undefined,
    modules: parseModules(document),
    isResolved: false,
  };
}

/** Says how to read a folder without `cdk.tf.json`. Terraform's own language can't be read without Terraform. */
async function describeUnreadable(folder: string, file: string): Promise<string> {
  const entries = await readdir(folder).catch((): string[] => []);
  if (!entries.includes(basename(file)) && entries.some((name) => name.endsWith('.tf')))
    return (
      `${folder} contains Terraform's own language (.tf), which can't be read without Terraform. ` +
      'Deploy it, write `terraform show -json > state.json`, and use `--stack FOLDER --state state.json`. ' +
      '`plan-check` also reads the JSON of a plan.'
    );
  return `${file} can't be read as a synthesized stack. Run \`npm run synth\` first.`;
}

/**
 * Returns the resources and data sources of a configuration in JSON, with references to variables and locals replaced by
 * their values. Unknown values stay expressions (`${...}`); see the `keep` policy of {@link Evaluator}.
 */
export function readConfigurationResources(document: JsonObject): TerraformResource[] {
  const declarations = parseDeclarations(document);
  const evaluator = new Evaluator(declarations, { unknownValues: 'keep' });
  return [...declarations.resources.values(), ...declarations.dataSources.values()].map((resource) => ({
    ...resource,
    attributes: evaluator.evaluate(resource.attributes, resource.address) as JsonObject,
  }));
}
