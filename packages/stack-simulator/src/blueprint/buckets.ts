import type { Attributes } from '@headwaters/terraform-reader';
import type { StackReader } from './stack-reader.js';

/** A bucket of the stack. */
export interface BucketPlan {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  /** `undefined` if versioning was never configured. */
  readonly versioning: 'Enabled' | 'Suspended' | undefined;
}

/** Reads the buckets of a stack, each with its `aws_s3_bucket_versioning`. */
export function readBuckets(stack: StackReader): readonly BucketPlan[] {
  const versioning = new Map(
    stack.resources('aws_s3_bucket_versioning').map((declared) => [declared.string('bucket'), declared]),
  );
  return stack.resources('aws_s3_bucket').map(({ address }) => {
    const name = stack.string(address, 'id');
    return {
      address,
      name,
      arn: stack.string(address, 'arn'),
      versioning: versioningStatus(versioning.get(name)),
    };
  });
}

function versioningStatus(declared: Attributes | undefined): BucketPlan['versioning'] {
  const status = declared?.block('versioning_configuration')?.optionalString('status');
  return status === 'Enabled' || status === 'Suspended' ? status : undefined;
}
