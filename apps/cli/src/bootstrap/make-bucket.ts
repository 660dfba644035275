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
import { bucketPolicy } from './bucket-policy.js';
import type { FoundationBucket } from './foundation-bucket.js';

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
