import { blockOf, blocksOf, toBlocks, type JsonObject } from './json-object.js';
import { stringOf, stringsOf } from './known-values.js';
import type { TerraformResource } from './resource.js';

/** What a Terraform configuration declares. Values may contain expressions (`${...}`). */
export interface Declarations {
  /** Managed resources by address, in declaration order. */
  readonly resources: ReadonlyMap<string, TerraformResource>;
  /** Data sources by address, which starts with `data.`. */
  readonly dataSources: ReadonlyMap<string, TerraformResource>;
  /** Default values of variables, by name. Variables without a default are absent. */
  readonly variableDefaults: JsonObject;
  readonly locals: JsonObject;
}

/**
 * Reads the declarations of a configuration in JSON. Each level may be an object or a list of objects; everything else is
 * skipped. Called modules are not followed.
 *
 * Format: https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function parseDeclarations(document: JsonObject): Declarations {
  return {
    resources: parseResources(document, 'resource', ''),
    dataSources: parseResources(document, 'data', 'data.'),
    variableDefaults: Object.fromEntries(
      labelledBlocks(blocksOf(document, 'variable'))
        .filter(([, variable]) => 'default' in variable)
        .map(([name, variable]) => [name, variable['default']]),
    ),
    locals: Object.fromEntries(blocksOf(document, 'locals').flatMap(membersOf)),
  };
}

/** Addresses of the modules that a configuration calls. cdktf writes its comment, `//`, beside them. */
export function parseModules(document: JsonObject): readonly string[] {
  return blocksOf(document, 'module')
    .flatMap(Object.keys)
    .filter((name) => name !== '//')
    .map((name) => `module.${name}`);
}

/** Settings of the default `aws` provider. */
export interface ProviderSettings {
  readonly region: string | undefined;
  /** The accounts that Terraform may change. Empty if there is no restriction. */
  readonly allowedAccountIds: readonly string[];
}

/** The settings of the default `aws` provider, which is the one without an alias. */
export function parseProvider(document: JsonObject): ProviderSettings {
  const providers = blocksOf(document, 'provider').flatMap((provider) => blocksOf(provider, 'aws'));
  const provider = providers.find(({ alias }) => alias === undefined);
  return {
    region: stringOf(provider, 'region'),
    allowedAccountIds: stringsOf(provider, 'allowed_account_ids'),
  };
}

/** Where Terraform keeps the state of a stack. */
export interface Backend {
  /** Such as `s3` or `local`. */
  readonly type: string;
  readonly settings: JsonObject;
}

/** The backend of a configuration; `undefined` if it has none, which means a local state. */
export function parseBackend(document: JsonObject): Backend | undefined {
  const backends = blocksOf(document, 'terraform').flatMap((terraform) => blocksOf(terraform, 'backend'));
  const [found] = labelledBlocks(backends);
  return found && { type: found[0], settings: found[1] };
}

/** The stack's name, which cdktf writes into the comment of the document. */
export function parseStackName(document: JsonObject): string | undefined {
  const name = blockOf(blockOf(document, '//'), 'metadata')?.['stackName'];
  return typeof name === 'string' ? name : undefined;
}

function parseResources(
  document: JsonObject,
  section: 'resource' | 'data',
  prefix: string,
): ReadonlyMap<string, TerraformResource> {
  const resources = blocksOf(document, section)
    .flatMap(membersOf)
    .flatMap(([type, named]) =>
      labelledBlocks(toBlocks(named)).map(([name, attributes]) => {
        const address = `${prefix}${type}.${name}`;
        return [address, { address, type, name, attributes }] as const;
      }),
    );
  return new Map(resources);
}

/** The blocks of all sections, each with its label. */
function labelledBlocks(sections: readonly JsonObject[]): [label: string, block: JsonObject][] {
  return sections
    .flatMap(membersOf)
    .flatMap(([label, body]) => toBlocks(body).map((block): [string, JsonObject] => [label, block]));
}

/** The members of an object without its comment, `//`. */
function membersOf(object: JsonObject): [name: string, value: unknown][] {
  return Object.entries(object).filter(([name]) => name !== '//');
}
