import {
  consumerAttemptsPrefix,
  consumerQuarantinePrefix,
  receiptsPrefix,
  sourceRecordsPrefix,
} from '@headwaters/pipeline-contract';
import type { AwsAccount, Permission } from '@headwaters/terraform-stack';
import type { PrivateBucket } from '../storage/private-bucket.js';

/** To write receipts to the ledger, but not to read or delete any. */
export function receiptPermissions(ledger: PrivateBucket): Permission[] {
  return ledger.permissions.write('WriteReceipts', { prefix: receiptsPrefix });
}

/** For the producer to resume: to list and read its own receipts, but not those of the consumers. */
export function resumePermissions(ledger: PrivateBucket): Permission[] {
  return ledger.permissions.browse('OwnReceipts', `${receiptsPrefix}*/producer/`);
}

/** For the producer to record from which upload plain Kinesis records come. Other profiles carry this themselves. */
export function sourceRecordPermissions(ledger: PrivateBucket): Permission[] {
  return ledger.permissions.write('RecordSources', { prefix: sourceRecordsPrefix });
}

/**
 * For a consumer to look up from which upload plain Kinesis records come. A record that is missing reads as 404. Granted with every
 * wire: after a change of the wire, the stream still has the plain records of before.
 */
export function sourceLookupPermissions(ledger: PrivateBucket): Permission[] {
  return ledger.permissions.browse('Sources', sourceRecordsPrefix);
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
  const condition = inAccount(account);
  return [
    ...permissions.write('KeepFailures', { prefix: 'aws/lambda/', condition }),
    { sid: 'FindFailureBucket', actions: ['s3:ListBucket'], resources: [permissions.arn], condition },
  ];
}

/**
 * For a consumer to quarantine Kinesis records, and to write and delete its attempt markers. A conditional write needs
 * s3:PutObject only. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 *
 * The use of the key is part of {@link failureDestinationPermissions}.
 */
export function quarantinePermissions(
  { bucket: { permissions }, account }: FailureDestination,
  consumerName: string,
): Permission[] {
  const condition = inAccount(account);
  const attempts = permissions.objects(consumerAttemptsPrefix(consumerName));
  const quarantine = permissions.objects(consumerQuarantinePrefix(consumerName));
  return [
    { sid: 'QuarantineRecords', actions: ['s3:PutObject'], resources: [quarantine, attempts], condition },
    { sid: 'EndAttempts', actions: ['s3:DeleteObject'], resources: [attempts], condition },
  ];
}

const inAccount = (account: AwsAccount) => [
  { test: 'StringEquals', variable: 's3:ResourceAccount', values: [account.id] },
];
