import type { AwsAccount } from './aws-account.js';
import type { Permission } from './permission.js';
import type { PrivateBucket } from './private-bucket.js';

/** Where Lambda puts what failed for good, with the whole payload, and what the function's role needs for it. */
export interface FailureDestination {
  readonly bucket: PrivateBucket;
  /** The account that must own the bucket: a name that was given up can be taken by anyone. */
  readonly account: AwsAccount;
}

/**
 * Lambda writes with the function's role, under `aws/lambda/`.
 * Source: Lambda developer guide, kinesis-on-failure-destination and invocation-async-retain-records.
 */
export function failureDestinationPermissions({ bucket, account }: FailureDestination): Permission[] {
  const condition = [{ test: 'StringEquals', variable: 's3:ResourceAccount', values: [account.id] }];
  return [
    ...bucket.writePermissions('KeepFailures', { prefix: 'aws/lambda/', condition }),
    { sid: 'FindFailureBucket', actions: ['s3:ListBucket'], resources: [bucket.arnInPolicies], condition },
  ];
}
