import type { JsonObject } from './known-values.js';

/** What a plan would do to a resource. */
export interface ResourceChange {
  readonly actions: readonly ('no-op' | 'create' | 'read' | 'update' | 'delete')[];
  /** What it is now; undefined if it is not there yet. */
  readonly before: JsonObject | undefined;
}

/** A resource or data source. */
export interface TerraformResource {
  /** Such as `aws_s3_bucket.source`, with `data.` or `module.` in front where it has one. */
  readonly address: string;
  readonly type: string;
  readonly attributes: JsonObject;
  /** Only in a plan. */
  readonly change?: ResourceChange;
}
