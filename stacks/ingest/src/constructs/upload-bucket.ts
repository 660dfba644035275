import type { Permission } from './permission.js';

/** A bucket that uploads come to, whoever made it. */
export interface UploadBucket {
  readonly name: string;
  readonly arn: string;
  /** The same bucket, as policies name it. */
  readonly arnInPolicies: string;
  /** What a function needs to read objects by key and version. `sid` says what for. */
  readPermissions(sid: string): Permission[];
}
