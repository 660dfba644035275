import {
  BucketAlreadyOwnedByYou,
  type BucketLocationConstraint,
  type LifecycleRule,
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

/** A bucket that must exist before the stack is deployed, and is kept when the stack is destroyed. */
interface FoundationBucket {
  readonly name: string;
  readonly purpose: 'state' | 'access-logs';
  readonly account: AwsAccount;
  readonly lifecycle: LifecycleRule;
}

/** The AWS account that owns the buckets. */
export interface AwsAccount {
  readonly id: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
}

/** Days after which access logs expire, unless the user says otherwise. */
export const defaultAccessLogDays = 365;

/**
 * Describes the two buckets of an account and region, under the names that the settings of the stack expect.
 *
 * @param accessLogDays - Days after which access logs expire. Default: 365.
 */
export function foundationBuckets(
  account: AwsAccount,
  region: string,
  accessLogDays = defaultAccessLogDays,
): { state: FoundationBucket; accessLogs: FoundationBucket } {
  const bucketName = (purpose: FoundationBucket['purpose']) =>
    `headwaters-${purpose}-${account.id}-${region}`;
  return {
    state: { name: bucketName('state'), purpose: 'state', account, lifecycle: stateLifecycle },
    accessLogs: {
      name: bucketName('access-logs'),
      purpose: 'access-logs',
      account,
      lifecycle: accessLogLifecycle(accessLogDays),
    },
  };
}

const everyObject = {
  Status: 'Enabled',
  Filter: { Prefix: '' },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 },
} as const;

/** Old versions of the state allow a bad apply to be undone. */
const stateLifecycle: LifecycleRule = {
  ...everyObject,
  ID: 'expire-replaced-versions',
  NoncurrentVersionExpiration: { NoncurrentDays: 365 },
};

/**
 * S3 adds a delete marker to an expired log, removes the log a week later, and then the marker.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManagingDelMarkers.html (read 2026-11-28).
 */
function accessLogLifecycle(days: number): LifecycleRule {
  return {
    ...everyObject,
    ID: 'expire-access-logs',
    Expiration: { Days: days },
    NoncurrentVersionExpiration: { NoncurrentDays: 7 },
  };
}

/**
 * Creates a bucket, or applies the same settings to one that exists. Idempotent; objects are not changed. Public access is
 * blocked first.
 *
 * @throws S3's `BucketAlreadyExists` if another account has a bucket of this name.
 */
export async function createFoundationBucket(
  s3: Pick<S3Client, 'send'>,
  bucket: FoundationBucket,
  region: string,
): Promise<void> {
  const Bucket = bucket.name;
  await createIfAbsent(s3, Bucket, region);
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    }),
  );
  await s3.send(
    new PutBucketOwnershipControlsCommand({
      Bucket,
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    }),
  );
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: bucketPolicy(bucket) }));
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    }),
  );
  await keepVersions(s3, bucket);
}

async function createIfAbsent(s3: Pick<S3Client, 'send'>, Bucket: string, region: string): Promise<void> {
  // CreateBucket rejects us-east-1 as a location constraint.
  const location =
    region === 'us-east-1'
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
  try {
    await s3.send(new CreateBucketCommand({ Bucket, ...location }));
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
  }
}

async function keepVersions(
  s3: Pick<S3Client, 'send'>,
  { name: Bucket, lifecycle }: FoundationBucket,
): Promise<void> {
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  await s3.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: { Rules: [lifecycle] },
    }),
  );
}

/**
 * Formats the bucket policy: requests need TLS, and S3 may write access logs, but only for buckets of the same account.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
export function bucketPolicy({ name, purpose, account }: FoundationBucket): string {
  const arn = `arn:${account.partition}:s3:::${name}`;
  const tlsOnly = {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const writeLogs = {
    Sid: 'WriteAccessLogs',
    Effect: 'Allow',
    Principal: { Service: 'logging.s3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `${arn}/*`,
    Condition: { StringEquals: { 'aws:SourceAccount': account.id } },
  };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: purpose === 'access-logs' ? [tlsOnly, writeLogs] : [tlsOnly],
  });
}
