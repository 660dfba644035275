import type { Attributes } from '@headwaters/terraform-reader';
import type { StackReader } from './stack-reader.js';

/** A bucket of the stack. */
export interface BucketPlan {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  /** `undefined` if versioning was never configured. */
  readonly versioning: 'Enabled' | 'Suspended' | undefined;
  /** Whether the bucket sends its events to EventBridge. */
  readonly eventBridge: boolean;
}

/** Reads the buckets of a stack, each with its `aws_s3_bucket_versioning` and the switch of its `aws_s3_bucket_notification`. */
export function readBuckets(stack: StackReader): readonly BucketPlan[] {
  const versioning = new Map(
    stack.readAll('aws_s3_bucket_versioning', (declared) => [declared.string('bucket'), declared] as const),
  );
  const sendsToEventBridge = new Set(
    stack.resources('aws_s3_bucket_notification').flatMap((declared) => {
      const isOn = stack.known(() => declared.boolean('eventbridge')) === true;
      return isOn ? (stack.known(() => declared.string('bucket')) ?? []) : [];
    }),
  );
  return stack.readAll('aws_s3_bucket', (declared) => {
    const { address } = declared;
    const name = stack.string(address, 'id');
    return {
      address,
      name,
      arn: stack.string(address, 'arn'),
      versioning: versioningStatus(versioning.get(name)) ?? inlineStatus(declared),
      eventBridge: sendsToEventBridge.has(name),
    };
  });
}

function versioningStatus(declared: Attributes | undefined): BucketPlan['versioning'] {
  const status = declared?.block('versioning_configuration')?.optionalString('status');
  return status === 'Enabled' || status === 'Suspended' ? status : undefined;
}

/** The block `versioning` of the bucket itself, which the provider has deprecated. */
function inlineStatus(declared: Attributes): BucketPlan['versioning'] {
  return declared.block('versioning')?.boolean('enabled') === true ? 'Enabled' : undefined;
}
