import type { JsonObject } from './json-object.js';

/** A resource or data source of a configuration, plan or state. */
export interface TerraformResource {
  /** Such as `aws_s3_bucket.source`. Starts with `module.NAME.` in a module, then with `data.` for a data source. */
  readonly address: string;
  readonly type: string;
  readonly name: string;
  /** Attributes and nested blocks, as in Terraform's JSON. May contain expressions (`${...}`). */
  readonly attributes: JsonObject;
  /** What the plan does to the resource; `undefined` outside of a plan. */
  readonly change?: ResourceChange;
}

/** What a plan does to a resource. */
export interface ResourceChange {
  /** A replacement is both `create` and `delete`. */
  readonly actions: readonly ('no-op' | 'create' | 'read' | 'update' | 'delete')[];
  /** Attributes before the change; `undefined` if the resource does not exist yet. */
  readonly before: JsonObject | undefined;
}

/** Removes indexes from an address or reference: `module.in["eu"].aws_iam_role.r[0]` becomes `module.in.aws_iam_role.r`. */
export function withoutIndexes(address: string): string {
  return address.replaceAll(/\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\]/g, '');
}

/** The name of a resource: `r` of `module.in["eu"].aws_iam_role.r[0]`. */
export function nameInAddress(address: string): string {
  const path = withoutIndexes(address);
  return path.slice(path.lastIndexOf('.') + 1);
}
