import { DataAwsS3Bucket } from '@cdktf/provider-aws/lib/data-aws-s3-bucket/index.js';
import type { AwsAccount, EncryptionKey } from '@headwaters/terraform-stack';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { BucketPermissions } from './bucket-permissions.js';

/** The bucket that receives uploads, created by this stack or managed elsewhere. */
export interface UploadBucket {
  readonly name: string;
  readonly arn: string;
  readonly permissions: BucketPermissions;
  /** What must be in place before the first upload is announced. Empty if the bucket is managed elsewhere. */
  readonly readiness: readonly ITerraformDependable[];
}

export interface ExistingBucketOptions {
  readonly account: AwsAccount;
  readonly name: string;
  /** The customer managed key of its objects, if any. */
  readonly key: EncryptionKey | undefined;
}

/** A bucket that is managed elsewhere. The plan fails if it does not exist. The stack changes only its notifications. */
export class ExistingBucket extends Construct implements UploadBucket {
  readonly name: string;
  readonly arn: string;
  readonly permissions: BucketPermissions;
  readonly readiness = [];

  constructor(scope: Construct, id: string, { account, name, key }: ExistingBucketOptions) {
    super(scope, id);
    new DataAwsS3Bucket(this, 'Default', { bucket: name });
    this.name = name;
    this.permissions = new BucketPermissions(account, name, key);
    this.arn = this.permissions.arn;
  }
}
