import { blockOf, blocksOf, toBlocks, type JsonObject } from './json-object.js';
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

/** The region of the default `aws` provider, which is the one without an alias. */
export function parseProviderRegion(document: JsonObject): string | undefined {
  const providers = blocksOf(document, 'provider').flatMap((provider) => blocksOf(provider, 'aws'));
  const region = providers.find((provider) => provider['alias'] === undefined)?.['region'];
  return typeof region === 'string' ? region : undefined;
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
