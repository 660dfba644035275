import { receiptRoot } from '@headwaters/pipeline-contract';
import type { AwsAccount } from '../permissions/aws-account.js';
import type { Permission } from '../permissions/permission.js';
import type { PrivateBucket } from '../storage/private-bucket.js';

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

/** What a function needs to keep the ledger: to write receipts, never to read or delete one. */
export function receiptPermissions(ledger: PrivateBucket): Permission[] {
  return ledger.writePermissions('WriteReceipts', { prefix: receiptRoot });
}

/** What the producer needs to begin again where it was left: to list and read its own receipts, and no consumer's. */
export function progressPermissions(ledger: PrivateBucket): Permission[] {
  return ledger.browsePermissions('OwnReceipts', `${receiptRoot}*/producer/`);
}
