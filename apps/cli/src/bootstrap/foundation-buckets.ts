import {
  BucketAlreadyOwnedByYou,
  type BucketLocationConstraint,
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

/** A bucket that must be there before the stack, and must outlive it. */
interface FoundationBucket {
  readonly name: string;
  readonly purpose: 'state' | 'access-logs';
  readonly account: AwsAccount;
}

/** Whose the buckets are. */
export interface AwsAccount {
  readonly id: string;
  /** `aws`, or what stands for it in China and in GovCloud. */
  readonly partition: string;
}

/** The two buckets of an account and region. Their names are those that the settings expect. */
export function foundationBuckets(
  account: AwsAccount,
  region: string,
): { state: FoundationBucket; accessLogs: FoundationBucket } {
  const nameOf = (purpose: FoundationBucket['purpose']) => `headwaters-${purpose}-${account.id}-${region}`;
  return {
    state: { name: nameOf('state'), purpose: 'state', account },
    accessLogs: { name: nameOf('access-logs'), purpose: 'access-logs', account },
  };
}

/** Old versions of the state are how a bad apply is undone; of logs none are made. */
const replacedVersionDays = 365;

/**
 * Makes a bucket, or brings one that is there to the same settings: to do it twice is to do it once. Nothing in it is
 * touched. It is private before anything can be put into it.
 *
 * @throws an error of S3, `BucketAlreadyExists`, if another account has the name.
 */
export async function makeBucket(
  s3: Pick<S3Client, 'send'>,
  bucket: FoundationBucket,
  region: string,
): Promise<void> {
  const Bucket = bucket.name;
  await create(s3, Bucket, region);
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
  await keepVersions(s3, Bucket);
}

async function create(s3: Pick<S3Client, 'send'>, Bucket: string, region: string): Promise<void> {
  // us-east-1 is the one region that must not be named.
  const where =
    region === 'us-east-1'
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
  try {
    await s3.send(new CreateBucketCommand({ Bucket, ...where }));
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
  }
}

async function keepVersions(s3: Pick<S3Client, 'send'>, Bucket: string): Promise<void> {
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  await s3.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: {
        Rules: [
          {
            ID: 'expire-replaced-versions',
            Status: 'Enabled',
            Filter: { Prefix: '' },
            NoncurrentVersionExpiration: { NoncurrentDays: replacedVersionDays },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 },
          },
        ],
      },
    }),
  );
}

/**
 * TLS for everyone; for access logs also the right of S3 to write them, for buckets of this account alone.
 * Source: S3 user guide, enable-server-access-logging.
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
