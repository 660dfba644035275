import { DataAwsS3Bucket } from '@cdktf/provider-aws/lib/data-aws-s3-bucket/index.js';
import { Construct } from 'constructs';
import type { AwsAccount } from '../permissions/aws-account.js';
import type { EncryptionKey, Permission } from '../permissions/permission.js';
import { readObjects } from './bucket-permissions.js';

/** A bucket that uploads come to, whoever made it. */
export interface UploadBucket {
  readonly name: string;
  readonly arn: string;
  /** The same bucket, as policies name it. */
  readonly arnInPolicies: string;
  /** What a function needs to read objects by key and version. `sid` says what for. */
  readPermissions(sid: string): Permission[];
}

interface ExistingBucketOptions {
  readonly account: AwsAccount;
  readonly name: string;
  /** What its objects are encrypted with, if a customer's key. */
  readonly key: EncryptionKey | undefined;
}

/** A bucket that somebody else made. Planning fails if it is not there; but for its notifications it stays as it is. */
export class ExistingBucket extends Construct implements UploadBucket {
  readonly name: string;
  readonly arn: string;
  readonly arnInPolicies: string;
  private readonly key: EncryptionKey | undefined;

  constructor(scope: Construct, id: string, { account, name, key }: ExistingBucketOptions) {
    super(scope, id);
    new DataAwsS3Bucket(this, 'Default', { bucket: name });
    this.name = name;
    this.arn = account.bucketArn(name);
    this.arnInPolicies = this.arn;
    this.key = key;
  }

  readPermissions(sid: string): Permission[] {
    return readObjects(sid, this.arnInPolicies, this.key);
  }
}
