import { type JsonObject, blocksOf, isObject } from './known-values.js';
import type { TerraformResource } from './resource.js';

/** Terraform's configuration in JSON, synthesized or written by hand. Each level may be an object or a list of objects. */
export type ConfigurationJson = JsonObject;

/**
 * The resources and data sources of a configuration. Variables and locals stand for what they are set to, where that is written
 * out. Modules that it calls are not followed: a plan has them.
 */
export function readConfigurationResources(configuration: ConfigurationJson): TerraformResource[] {
  const constants = constantsOf(configuration);
  return [...readKind(configuration, 'resource', ''), ...readKind(configuration, 'data', 'data.')].map(
    (resource) => ({
      ...resource,
      attributes: resolveConstants(resource.attributes, constants) as JsonObject,
    }),
  );
}

function readKind(configuration: JsonObject, kind: string, prefix: string): TerraformResource[] {
  return labelled(blocksOf(configuration, kind)).flatMap(([type, named]) =>
    labelled([named].flat().filter(isObject)).flatMap(([name, declared]) =>
      [declared]
        .flat()
        .filter(isObject)
        .map((attributes) => ({ address: `${prefix}${type}.${name}`, type, attributes })),
    ),
  );
}

/** What the defaults of variables and the locals are, by the names that expressions use. */
function constantsOf(configuration: JsonObject): Constants {
  const variables = labelled(blocksOf(configuration, 'variable')).flatMap(([name, declared]) =>
    [declared]
      .flat()
      .filter(isObject)
      .filter((variable) => 'default' in variable)
      .map((variable) => [`var.${name}`, variable['default']] as const),
  );
  const locals = labelled(blocksOf(configuration, 'locals')).map(
    ([name, value]) => [`local.${name}`, value] as const,
  );
  return new Map([...variables, ...locals]);
}

/** Blocks with a label, from every object of a list. */
const labelled = (blocks: readonly JsonObject[]): [string, unknown][] =>
  blocks.flatMap((block) => Object.entries(block).filter(([label]) => label !== '//'));

/** Values by `var.name` and `local.name`. */
export type Constants = ReadonlyMap<string, unknown>;

/** How far a local may refer to a local, and so on. */
const maxDepth = 8;

/** A value with each whole reference to a constant replaced by what that is; what is not known stays a reference. */
export function resolveConstants(value: unknown, constants: Constants, depth = 0): unknown {
  if (depth > maxDepth) return value;
  if (Array.isArray(value)) return value.map((item) => resolveConstants(item, constants, depth));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, resolveConstants(item, constants, depth)]),
    );
  }
  const name = nameOf(value);
  return name !== undefined && constants.has(name)
    ? resolveConstants(constants.get(name), constants, depth + 1)
    : value;
}

/** What a value refers to, if it is a reference and nothing else. */
function nameOf(value: unknown): string | undefined {
  return typeof value === 'string' ? /^\$\{((?:var|local)\.\w+)\}$/.exec(value)?.[1] : undefined;
}
