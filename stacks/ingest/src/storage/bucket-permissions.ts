import {
  type AwsAccount,
  type EncryptionKey,
  keyPermissions,
  type KeyUse,
  type Permission,
} from '@headwaters/terraform-stack';

export interface WriteScope {
  /** Prefix of the keys that may be written. Default: every key. */
  readonly prefix?: string;
  /** Whether the bucket may have no bucket key, because it is managed elsewhere. Default: false. */
  readonly mayLackBucketKey?: boolean;
  readonly condition?: Permission['condition'];
}

/** The permissions to read and write one bucket, and to use its key for that bucket only. `sid` names the purpose. */
export class BucketPermissions {
  /** The ARN of the bucket for policies. */
  readonly arn: string;
  readonly #key: EncryptionKey | undefined;

  constructor(account: AwsAccount, bucketName: string, key: EncryptionKey | undefined) {
    this.arn = account.bucketArn(bucketName);
    this.#key = key;
  }

  /** The ARN of the objects under a prefix. Default: of every object. */
  objects(prefix = ''): string {
    return `${this.arn}/${prefix}*`;
  }

  /**
   * To read uploads by key and version. The sender decides whether an upload uses a bucket key. Without one, the encryption
   * context is the object.
   */
  read(sid: string): Permission[] {
    return [
      { sid, actions: ['s3:GetObjectVersion'], resources: [this.objects()] },
      ...this.#useKey(`${sid}Decrypt`, 'kms:Decrypt', this.objects()),
    ];
  }

  /** To list and read the latest objects under a prefix, which may contain `*`. */
  browse(sid: string, prefix: string): Permission[] {
    const condition = [{ test: 'StringLike', variable: 's3:prefix', values: [`${prefix}*`] }];
    return [
      { sid: `List${sid}`, actions: ['s3:ListBucket'], resources: [this.arn], condition },
      { sid: `Read${sid}`, actions: ['s3:GetObject'], resources: [this.objects(prefix)] },
      ...this.#useKey(`Read${sid}Decrypt`, 'kms:Decrypt'),
    ];
  }

  /** To list all versions of the objects under some prefixes. Default: of every object. */
  listVersions(sid: string, ...prefixes: readonly string[]): Permission[] {
    return [
      {
        sid,
        actions: ['s3:ListBucketVersions'],
        resources: [this.arn],
        ...(prefixes.length === 0 ? {} : { condition: [underPrefixes(prefixes)] }),
      },
    ];
  }

  /** To list the latest objects under some prefixes. Default: every object. */
  list(sid: string, ...prefixes: readonly string[]): Permission[] {
    return [
      {
        sid,
        actions: ['s3:ListBucket'],
        resources: [this.arn],
        ...(prefixes.length === 0 ? {} : { condition: [underPrefixes(prefixes)] }),
      },
    ];
  }

  /** To read the latest objects under some prefixes. Default: every object. */
  readLatest(sid: string, ...prefixes: readonly string[]): Permission[] {
    return [
      { sid, actions: ['s3:GetObject'], resources: this.#objectsUnder(prefixes) },
      ...this.#useKey(`${sid}Decrypt`, 'kms:Decrypt'),
    ];
  }

  /** To delete the latest objects under some prefixes, which leaves their versions. Default: every object. */
  delete(sid: string, ...prefixes: readonly string[]): Permission[] {
    return [{ sid, actions: ['s3:DeleteObject'], resources: this.#objectsUnder(prefixes) }];
  }

  #objectsUnder(prefixes: readonly string[]): string[] {
    return prefixes.length === 0 ? [this.objects()] : prefixes.map((prefix) => this.objects(prefix));
  }

  /** To write objects. */
  write(sid: string, { prefix = '', mayLackBucketKey = false, condition }: WriteScope = {}): Permission[] {
    return [
      {
        sid,
        actions: ['s3:PutObject'],
        resources: [this.objects(prefix)],
        ...(condition === undefined ? {} : { condition }),
      },
      ...this.#useKey(
        `${sid}Encrypt`,
        'kms:GenerateDataKey',
        ...(mayLackBucketKey ? [this.objects(prefix)] : []),
      ),
    ];
  }

  /** To write large objects in parts, in addition to {@link BucketPermissions.write}. */
  writeInParts(sid: string): Permission[] {
    return [
      { sid, actions: ['s3:AbortMultipartUpload'], resources: [this.objects()] },
      // S3 decrypts the parts when it assembles the object.
      ...this.#useKey(`${sid}Decrypt`, 'kms:Decrypt'),
    ];
  }

  /**
   * With a bucket key, S3 calls KMS once for many objects, and the encryption context is the bucket.
   * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#encryption-context, read on 2026-11-28.
   *
   * @param objects - Objects without a bucket key, as an ARN with `*`.
   */
  #useKey(sid: string, action: KeyUse['action'], ...objects: string[]): Permission[] {
    return keyPermissions(this.#key, { sid, action, context: ['aws:s3:arn', this.arn, ...objects] });
  }
}

/** A listing names its prefix: without one, or with another, it is denied. */
const underPrefixes = (prefixes: readonly string[]) => ({
  test: 'StringLike',
  variable: 's3:prefix',
  values: prefixes.map((prefix) => `${prefix}*`),
});
