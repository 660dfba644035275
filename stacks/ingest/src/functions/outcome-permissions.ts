import { receiptsPrefix } from '@headwaters/pipeline-contract';
import type { AwsAccount } from '../permissions/aws-account.js';
import type { Permission } from '../permissions/permission.js';
import type { PrivateBucket } from '../storage/private-bucket.js';

/** To write receipts to the ledger, but not to read or delete any. */
export function receiptPermissions(ledger: PrivateBucket): Permission[] {
  return ledger.permissions.write('WriteReceipts', { prefix: receiptsPrefix });
}

/** For the producer to resume: to list and read its own receipts, but not those of the consumers. */
export function resumePermissions(ledger: PrivateBucket): Permission[] {
  return ledger.permissions.browse('OwnReceipts', `${receiptsPrefix}*/producer/`);
}

/** The bucket to which Lambda writes failed invocations with their payloads. */
export interface FailureDestination {
  readonly bucket: PrivateBucket;
  /** The account that must own the bucket. Anyone can take the name of a deleted bucket. */
  readonly account: AwsAccount;
}

/**
 * Lambda writes to the failure destination under `aws/lambda/`, with the role of the function.
 * Source: Lambda developer guide, kinesis-on-failure-destination and invocation-async-retain-records.
 */
export function failureDestinationPermissions({ bucket, account }: FailureDestination): Permission[] {
  const { permissions } = bucket;
  const condition = [{ test: 'StringEquals', variable: 's3:ResourceAccount', values: [account.id] }];
  return [
    ...permissions.write('KeepFailures', { prefix: 'aws/lambda/', condition }),
    { sid: 'FindFailureBucket', actions: ['s3:ListBucket'], resources: [permissions.arn], condition },
  ];
}
