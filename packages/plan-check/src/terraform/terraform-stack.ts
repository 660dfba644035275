import { textOf } from './attributes.js';
import type { TerraformResource } from './terraform-resource.js';

/** A stack's resources, asked by type and by what refers to what. */
export class TerraformStack {
  constructor(readonly resources: readonly TerraformResource[]) {}

  /** What the stack itself makes of a type: not what it only looks up. */
  ofType(type: string): TerraformResource[] {
    return this.resources.filter((resource) => resource.type === type && !isLookedUp(resource));
  }

  byAddress(address: string): TerraformResource | undefined {
    return this.resources.find((resource) => resource.address === address);
  }

  /** The resource that a value means: by reference (`${aws_s3_bucket.source.arn}`), or by its name, id or ARN. */
  resolve(type: string, value: string | undefined): TerraformResource | undefined {
    if (value === undefined) return undefined;
    return this.ofType(type).find((candidate) => refersTo(value, candidate));
  }
}

const isLookedUp = ({ address }: TerraformResource) => /(^|\.)data\./.test(address);

const identifiers = ['arn', 'id', 'bucket', 'name', 'function_name', 'invoke_arn', 'url', 'key_id'];

/** Whether a value means this resource. */
export function refersTo(value: string, { address, attributes }: TerraformResource): boolean {
  const [, reference] = /^\$\{(.+)\}$/.exec(value) ?? [];
  if (reference !== undefined) return reference === address || reference.startsWith(`${address}.`);
  return identifiers.some((name) => textOf(attributes, name) === value);
}
