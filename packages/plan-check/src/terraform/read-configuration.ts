import type { Attributes } from './attributes.js';
import type { TerraformResource } from './terraform-resource.js';

type Blocks = Readonly<Record<string, Readonly<Record<string, Attributes | readonly Attributes[]>>>>;

/** Terraform's configuration in JSON, synthesized or written by hand. */
export interface ConfigurationJson {
  readonly resource?: Blocks;
  readonly data?: Blocks;
}

/** The resources and data sources of a configuration. Modules that it calls are not followed. */
export function readConfiguration({ resource = {}, data = {} }: ConfigurationJson): TerraformResource[] {
  return [...readBlocks(resource, ''), ...readBlocks(data, 'data.')];
}

function readBlocks(blocks: Blocks, prefix: string): TerraformResource[] {
  return Object.entries(blocks).flatMap(([type, named]) =>
    Object.entries(named).flatMap(([name, declared]) =>
      [declared].flat().map((attributes) => ({ address: `${prefix}${type}.${name}`, type, attributes })),
    ),
  );
}
