import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging/index.js';
import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification/index.js';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { Construct } from 'constructs';
import type { AwsAccount } from '../permissions/aws-account.js';
import type { EncryptionKey, KeyUse, Permission } from '../permissions/permission.js';
import { bucketKeyPermissions, readObjects } from './bucket-permissions.js';
import type { UploadBucket } from './upload-bucket.js';

interface PrivateBucketOptions {
  readonly account: AwsAccount;
  readonly name: string;
  readonly key: EncryptionKey | undefined;
  /** Days after which a replaced version is deleted. */
  readonly replacedVersionDays: number;
  /** Days after which an object is deleted; never, if undefined. */
  readonly expiryDays: number | undefined;
  /** Days after which an object moves to storage for infrequent access; never, if undefined. */
  readonly infrequentAccessDays: number | undefined;
  /** The bucket that receives S3's access logs; none are written, if undefined. */
  readonly accessLogBucket: string | undefined;
  /** Whether EventBridge is told of new objects; not for a bucket whose notifications somebody else configures. */
  readonly announced: boolean;
  readonly destroyWithContents: boolean;
  readonly deletionProtection: boolean;
}

/** A bucket that is versioned, encrypted, never public, and reached over TLS only. */
export class PrivateBucket extends Construct implements UploadBucket {
  readonly name: string;
  readonly arn: string;
  /** The same bucket, as policies name it. */
  readonly arnInPolicies: string;
  private readonly key: EncryptionKey | undefined;

  constructor(scope: Construct, id: string, options: PrivateBucketOptions) {
    super(scope, id);
    const bucket = new S3Bucket(this, 'Default', {
      bucket: options.name,
      forceDestroy: options.destroyWithContents,
      lifecycle: { preventDestroy: options.deletionProtection },
    });
    this.name = bucket.bucket;
    this.arn = bucket.arn;
    this.arnInPolicies = options.account.bucketArn(options.name);
    this.key = options.key;
    this.encrypt();
    keepVersions(this, options);
    this.closeToOthers();
    if (options.announced) {
      new S3BucketNotification(this, 'announcement', { bucket: this.name, eventbridge: true });
    }
    if (options.accessLogBucket !== undefined) this.logAccess(options.name, options.accessLogBucket);
  }

  /** Every object of the bucket, or those under a prefix, as a policy names them. */
  objects(prefix = ''): string {
    return `${this.arnInPolicies}/${prefix}*`;
  }

  readPermissions(sid: string): Permission[] {
    return readObjects(sid, this.arnInPolicies, this.key);
  }

  /** What a function needs to list and read the latest objects under a prefix, which may hold `*`. `sid` says what of. */
  browsePermissions(sid: string, prefix: string): Permission[] {
    const condition = [{ test: 'StringLike', variable: 's3:prefix', values: [`${prefix}*`] }];
    return [
      { sid: `List${sid}`, actions: ['s3:ListBucket'], resources: [this.arnInPolicies], condition },
      { sid: `Read${sid}`, actions: ['s3:GetObject'], resources: [this.objects(prefix)] },
      ...this.keyPermissions(`Read${sid}Decrypt`, 'kms:Decrypt'),
    ];
  }

  /** What a function needs to write objects. `sid` says what for. */
  writePermissions(
    sid: string,
    { prefix = '', condition }: { prefix?: string } & Pick<Permission, 'condition'> = {},
  ): Permission[] {
    return [
      {
        sid,
        actions: ['s3:PutObject'],
        resources: [this.objects(prefix)],
        ...(condition === undefined ? {} : { condition }),
      },
      ...this.keyPermissions(`${sid}Encrypt`, 'kms:GenerateDataKey'),
    ];
  }

  /** What a function needs, beyond writing objects, to write large ones in parts. `sid` says what for. */
  multipartPermissions(sid: string): Permission[] {
    return [
      { sid, actions: ['s3:AbortMultipartUpload'], resources: [this.objects()] },
      // S3 reads the parts back when it puts them together.
      ...this.keyPermissions(`${sid}Decrypt`, 'kms:Decrypt'),
    ];
  }

  private keyPermissions(sid: string, action: KeyUse['action']): Permission[] {
    return bucketKeyPermissions(this.key, this.arnInPolicies, { sid, action });
  }

  private encrypt(): void {
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: this.name,
      rule: [
        this.key === undefined
          ? { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }
          : {
              applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: this.key.arn },
              bucketKeyEnabled: true,
            },
      ],
    });
  }

  private logAccess(name: string, accessLogBucket: string): void {
    new S3BucketLoggingA(this, 'access-log', {
      bucket: this.name,
      targetBucket: accessLogBucket,
      targetPrefix: `${name}/`,
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
    // S3 refuses two changes of access at once, hence the order.
    new S3BucketPolicy(this, 'policy', {
      bucket: this.name,
      policy: this.tlsOnly(),
      dependsOn: [publicAccess],
    });
  }

  private tlsOnly(): string {
    return new DataAwsIamPolicyDocument(this, 'tls-only', {
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
    }).json;
  }
}

/** Parts of an upload that never ended cost money and show in no listing. */
const unfinishedUploadDays = 3;

type Storage = Pick<PrivateBucketOptions, 'replacedVersionDays' | 'expiryDays' | 'infrequentAccessDays'>;

/** Versions objects, so that an upload being read is not replaced under the reader, and lets go what is not needed. */
function keepVersions(bucket: PrivateBucket, storage: Storage): void {
  const { replacedVersionDays, expiryDays, infrequentAccessDays } = storage;
  const versioning = new S3BucketVersioningA(bucket, 'versioning', {
    bucket: bucket.name,
    versioningConfiguration: { status: 'Enabled' },
  });
  new S3BucketLifecycleConfiguration(bucket, 'lifecycle', {
    bucket: bucket.name,
    dependsOn: [versioning],
    rule: [
      {
        id: 'expire-what-is-no-longer-needed',
        status: 'Enabled',
        filter: [{}], // every object; scanners take an empty prefix for a part of them
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: unfinishedUploadDays }],
        noncurrentVersionExpiration: [{ noncurrentDays: replacedVersionDays }],
        ...(expiryDays === undefined ? {} : { expiration: [{ days: expiryDays }] }),
        ...(infrequentAccessDays === undefined
          ? {}
          : { transition: [{ days: infrequentAccessDays, storageClass: 'STANDARD_IA' }] }),
      },
    ],
  });
}
