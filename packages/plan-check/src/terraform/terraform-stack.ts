import { textOf } from './attributes.js';
import { withoutIndexes } from './without-indexes.js';
import type { TerraformResource } from './terraform-resource.js';

/** A stack's resources, asked by type and by what refers to what. */
export class TerraformStack {
  constructor(readonly resources: readonly TerraformResource[]) {}

  /** What the stack itself makes of a type: not what it only looks up, nor what it takes away. */
  ofType(type: string): TerraformResource[] {
    return this.resources.filter(
      (resource) => resource.type === type && !isLookedUp(resource) && !isTakenAway(resource),
    );
  }

  byAddress(address: string): TerraformResource | undefined {
    return this.resources.find((resource) => withoutIndexes(resource.address) === withoutIndexes(address));
  }

  /** The resource that a value means: by reference (`${aws_s3_bucket.source.arn}`), or by its name, id or ARN. */
  resolve(type: string, value: string | undefined): TerraformResource | undefined {
    if (value === undefined) return undefined;
    return this.ofType(type).find((candidate) => refersTo(value, candidate));
  }
}

const isTakenAway = ({ change }: TerraformResource) => change?.actions.join() === 'delete';

const isLookedUp = ({ address }: TerraformResource) => /(^|\.)data\./.test(address);

const identifiers = ['arn', 'id', 'bucket', 'name', 'function_name', 'invoke_arn', 'url', 'key_id'];

/** Whether a value means this resource. A reference to one of several instances means each. */
export function refersTo(value: string, { address, attributes }: TerraformResource): boolean {
  const [, reference] = /^\$\{(.+)\}$/.exec(value) ?? [];
  if (reference !== undefined) {
    const [target, place] = [withoutIndexes(reference), withoutIndexes(address)];
    return target === place || target.startsWith(`${place}.`);
  }
  return identifiers.some((name) => textOf(attributes, name) === value);
}
