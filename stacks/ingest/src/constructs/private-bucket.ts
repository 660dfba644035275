import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { Construct } from 'constructs';
import type { AwsAccount } from './aws-account.js';

export interface PrivateBucketOptions {
  readonly account: AwsAccount;
  readonly name: string;
  /** Days after which a replaced version is deleted. */
  readonly replacedVersionDays: number;
  /** Days after which an object is deleted; never, if left out. */
  readonly expiryDays?: number;
  readonly destroyWithContents: boolean;
}

/** Parts of an upload that never ended cost money and show in no listing. */
const unfinishedUploadDays = 3;

/** A bucket that is versioned, encrypted, never public, and reached over TLS only. */
export class PrivateBucket extends Construct {
  readonly name: string;
  readonly arn: string;
  /** The same bucket, as policies name it. */
  readonly arnInPolicies: string;

  constructor(scope: Construct, id: string, options: PrivateBucketOptions) {
    super(scope, id);
    const bucket = new S3Bucket(this, 'Default', {
      bucket: options.name,
      forceDestroy: options.destroyWithContents,
    });
    this.name = bucket.bucket;
    this.arn = bucket.arn;
    this.arnInPolicies = options.account.bucketArn(options.name);
    this.encrypt();
    this.keepVersions(options);
    this.closeToOthers();
  }

  /** Every object of the bucket, or those under a prefix, as a policy names them. */
  objects(prefix = ''): string {
    return `${this.arnInPolicies}/${prefix}*`;
  }

  private encrypt(): void {
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: this.name,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    });
  }

  private keepVersions({ replacedVersionDays, expiryDays }: PrivateBucketOptions): void {
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      bucket: this.name,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket: this.name,
      dependsOn: [versioning],
      rule: [
        {
          id: 'expire-what-is-no-longer-needed',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: unfinishedUploadDays }],
          noncurrentVersionExpiration: [{ noncurrentDays: replacedVersionDays }],
          ...(expiryDays === undefined ? {} : { expiration: [{ days: expiryDays }] }),
        },
      ],
    });
  }

  private closeToOthers(): void {
    new S3BucketOwnershipControls(this, 'ownership', {
      bucket: this.name,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    const publicAccess = new S3BucketPublicAccessBlock(this, 'public-access', {
      bucket: this.name,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const tlsOnly = new DataAwsIamPolicyDocument(this, 'tls-only', {
      statement: [
        {
          sid: 'TlsOnly',
          effect: 'Deny',
          actions: ['s3:*'],
          resources: [this.arnInPolicies, this.objects()],
          principals: [{ type: '*', identifiers: ['*'] }],
          condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
        },
      ],
    });
    // S3 refuses two changes of access at once, hence the order.
    new S3BucketPolicy(this, 'policy', {
      bucket: this.name,
      policy: tlsOnly.json,
      dependsOn: [publicAccess],
    });
  }
}
