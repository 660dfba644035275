import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
  type DataAwsIamPolicyDocumentStatementCondition,
} from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging/index.js';
import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification/index.js';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js';
import type { AwsAccount, EncryptionKey } from '@headwaters/terraform-stack';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { BucketPermissions } from './bucket-permissions.js';
import type { UploadBucket } from './upload-bucket.js';

export interface PrivateBucketOptions {
  readonly account: AwsAccount;
  readonly name: string;
  readonly key: EncryptionKey | undefined;
  /** Days after which a replaced version is deleted. */
  readonly replacedVersionDays: number;
  /** Days after which an object is deleted; never, if undefined. */
  readonly expiryDays: number | undefined;
  /** Key prefixes whose objects are deleted earlier. */
  readonly shortLived?: readonly ShortLivedObjects[];
  /** Days after which an object moves to STANDARD_IA; never, if undefined. */
  readonly infrequentAccessDays: number | undefined;
  /** The bucket that receives the access logs; none are written, if undefined. */
  readonly accessLogBucket: string | undefined;
  /** Whether object events go to EventBridge. False for a bucket whose notifications are configured elsewhere. */
  readonly eventBridge: boolean;
  /** Whether to deny uploads under another KMS key, or under a key that the sender provides. */
  readonly denyOtherKeys: boolean;
  readonly destroyWithContents: boolean;
  readonly deletionProtection: boolean;
}

/** Objects that nobody needs for long. */
export interface ShortLivedObjects {
  /** Id of the lifecycle rule. */
  readonly id: string;
  readonly prefix: string;
  /** Days after which an object is deleted, and as many days later its last version. */
  readonly days: number;
}

/** Parts of an abandoned multipart upload cost money and are not listed. */
const abandonedUploadDays = 3;

/** A versioned, encrypted bucket without public access that accepts requests over TLS only. */
export class PrivateBucket extends Construct implements UploadBucket {
  readonly name: string;
  readonly arn: string;
  readonly permissions: BucketPermissions;
  readonly readiness: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, options: PrivateBucketOptions) {
    super(scope, id);
    const bucket = new S3Bucket(this, 'Default', {
      bucket: options.name,
      forceDestroy: options.destroyWithContents,
      lifecycle: { preventDestroy: options.deletionProtection },
    });
    this.name = bucket.bucket;
    this.arn = bucket.arn;
    this.permissions = new BucketPermissions(options.account, options.name, options.key);
    const encryption = this.#encrypt(options.key);
    const versioning = this.#keepVersions();
    this.readiness = [versioning, encryption];
    this.#expireObjects(options, versioning);
    this.#blockPublicAccess(options);
    if (options.eventBridge) {
      new S3BucketNotification(this, 'announcement', { bucket: this.name, eventbridge: true });
    }
    if (options.accessLogBucket !== undefined) this.#logAccess(options.name, options.accessLogBucket);
  }

  #encrypt(key: EncryptionKey | undefined): S3BucketServerSideEncryptionConfigurationA {
    return new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: this.name,
      rule: [
        key === undefined
          ? { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }
          : {
              applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.arn },
              bucketKeyEnabled: true,
            },
      ],
    });
  }

  /** Without versions, an upload could be replaced while the producer reads it. */
  #keepVersions(): S3BucketVersioningA {
    return new S3BucketVersioningA(this, 'versioning', {
      bucket: this.name,
      versioningConfiguration: { status: 'Enabled' },
    });
  }

  #expireObjects(options: PrivateBucketOptions, versioning: S3BucketVersioningA): void {
    const { replacedVersionDays, expiryDays, infrequentAccessDays, shortLived = [] } = options;
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket: this.name,
      dependsOn: [versioning],
      rule: [
        {
          id: 'expire-what-is-no-longer-needed',
          status: 'Enabled',
          filter: [{}], // every object; scanners take an empty prefix for some of them
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: abandonedUploadDays }],
          noncurrentVersionExpiration: [{ noncurrentDays: replacedVersionDays }],
          ...(expiryDays === undefined ? {} : { expiration: [{ days: expiryDays }] }),
          ...(infrequentAccessDays === undefined
            ? {}
            : { transition: [{ days: infrequentAccessDays, storageClass: 'STANDARD_IA' }] }),
        },
        ...shortLived.map(({ id, prefix, days }) => ({
          id,
          status: 'Enabled',
          filter: [{ prefix }],
          expiration: [{ days }],
          noncurrentVersionExpiration: [{ noncurrentDays: days }],
        })),
      ],
    });
  }

  #logAccess(name: string, accessLogBucket: string): void {
    new S3BucketLoggingA(this, 'access-log', {
      bucket: this.name,
      targetBucket: accessLogBucket,
      targetPrefix: `${name}/`,
    });
  }

  #blockPublicAccess(options: PrivateBucketOptions): void {
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
    // S3 refuses concurrent changes of the bucket's access settings.
    new S3BucketPolicy(this, 'policy', {
      bucket: this.name,
      policy: this.#policy(options),
      dependsOn: [publicAccess],
    });
  }

  #policy({ key, denyOtherKeys }: PrivateBucketOptions): string {
    const uploads = { actions: ['s3:PutObject'], resources: [this.permissions.objects()] };
    return new DataAwsIamPolicyDocument(this, 'tls-only', {
      statement: [
        deny('TlsOnly', {
          actions: ['s3:*'],
          resources: [this.permissions.arn, this.permissions.objects()],
          condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
        }),
        ...(denyOtherKeys
          ? [
              deny('NoOtherKey', { ...uploads, condition: namesOtherKey(key) }),
              deny('NoKeyOfSender', {
                ...uploads,
                condition: [isPresent(`${encryption}-customer-algorithm`)],
              }),
            ]
          : []),
      ],
    }).json;
  }
}

interface Denial {
  readonly actions: string[];
  readonly resources: string[];
  /** All of these must hold. */
  readonly condition: DataAwsIamPolicyDocumentStatementCondition[];
}

/** A statement that denies everyone. */
function deny(sid: string, denial: Denial): DataAwsIamPolicyDocumentStatement {
  return { sid, effect: 'Deny', principals: [{ type: '*', identifiers: ['*'] }], ...denial };
}

const encryption = 's3:x-amz-server-side-encryption';

/**
 * The request names a KMS key, and not that of the bucket. An upload without these headers gets the default encryption of the bucket.
 * `StringNotEquals` alone would deny it too: it holds if the header is absent.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/specifying-kms-encryption.html and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html, read on 2026-11-28.
 */
function namesOtherKey(key: EncryptionKey | undefined): DataAwsIamPolicyDocumentStatementCondition[] {
  const variable = `${encryption}-aws-kms-key-id`;
  const isOther = key === undefined ? [] : [{ test: 'StringNotEquals', variable, values: [key.arn] }];
  return [isPresent(variable), ...isOther];
}

const isPresent = (variable: string): DataAwsIamPolicyDocumentStatementCondition => ({
  test: 'Null',
  variable,
  values: ['false'],
});
