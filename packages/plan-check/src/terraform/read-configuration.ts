import { blocksOf, isAttributes, type Attributes } from './attributes.js';
import { resolveConstants, type Constants } from './resolve-constants.js';
import type { TerraformResource } from './terraform-resource.js';

/** Terraform's configuration in JSON, synthesized or written by hand. Each level may be an object or a list of objects. */
export type ConfigurationJson = Attributes;

/**
 * The resources and data sources of a configuration. Variables and locals stand for what they are set to, where that is written
 * out. Modules that it calls are not followed: a plan has them.
 */
export function readConfiguration(configuration: ConfigurationJson): TerraformResource[] {
  const constants = constantsOf(configuration);
  return [...readKind(configuration, 'resource', ''), ...readKind(configuration, 'data', 'data.')].map(
    (resource) => ({
      ...resource,
      attributes: resolveConstants(resource.attributes, constants) as Attributes,
    }),
  );
}

function readKind(configuration: Attributes, kind: string, prefix: string): TerraformResource[] {
  return labelled(blocksOf(configuration, kind)).flatMap(([type, named]) =>
    labelled([named].flat().filter(isAttributes)).flatMap(([name, declared]) =>
      [declared]
        .flat()
        .filter(isAttributes)
        .map((attributes) => ({ address: `${prefix}${type}.${name}`, type, attributes })),
    ),
  );
}

/** What the defaults of variables and the locals are, by the names that expressions use. */
function constantsOf(configuration: Attributes): Constants {
  const variables = labelled(blocksOf(configuration, 'variable')).flatMap(([name, declared]) =>
    [declared]
      .flat()
      .filter(isAttributes)
      .filter((variable) => 'default' in variable)
      .map((variable) => [`var.${name}`, variable['default']] as const),
  );
  const locals = labelled(blocksOf(configuration, 'locals')).map(
    ([name, value]) => [`local.${name}`, value] as const,
  );
  return new Map([...variables, ...locals]);
}

/** Blocks with a label, from every object of a list. */
const labelled = (blocks: readonly Attributes[]): [string, unknown][] =>
  blocks.flatMap((block) => Object.entries(block).filter(([label]) => label !== '//'));
