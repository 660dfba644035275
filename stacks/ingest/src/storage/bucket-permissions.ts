import {
  type EncryptionKey,
  type KeyUse,
  type Permission,
  keyPermissions,
} from '../permissions/permission.js';

/** What a function needs to read objects by key and version: S3 asks for nothing else then. `sid` says what for. */
export function readObjects(sid: string, bucketArn: string, key: EncryptionKey | undefined): Permission[] {
  return [
    { sid, actions: ['s3:GetObjectVersion'], resources: [`${bucketArn}/*`] },
    ...bucketKeyPermissions(key, bucketArn, { sid: `${sid}Decrypt`, action: 'kms:Decrypt' }),
  ];
}

/** With a bucket key, S3 asks KMS once for many objects, and the encryption context is the bucket. */
export function bucketKeyPermissions(
  key: EncryptionKey | undefined,
  bucketArn: string,
  use: Omit<KeyUse, 'context'>,
): Permission[] {
  return keyPermissions(key, { ...use, context: ['aws:s3:arn', bucketArn] });
}
