import { textOf } from '../terraform/attributes.js';
import type { TerraformResource } from '../terraform/terraform-resource.js';
import { refersTo } from '../terraform/terraform-stack.js';
import { matches } from './policy-statement.js';

/** The keys of a bucket that a statement's resource means, as a pattern; undefined if it means another bucket, or no objects. */
export function keysOf(resource: string, bucket: TerraformResource): string | undefined {
  if (resource === '*') return '*';
  const [, target = '', keys = ''] = /^(.*?)\/(.*)$/s.exec(resource.replace(/^arn:[^:]+:s3:::/, '')) ?? [];
  if (target === '') return undefined;
  return matches(target, textOf(bucket.attributes, 'bucket') ?? '') || refersTo(target, bucket)
    ? keys
    : undefined;
}
