import { S3Error } from '../errors.js';
import type { Authorize, RequiredPermission } from '../network/authorize.js';

/** Decides for one caller. */
export type AuthorizeCaller = (permission: RequiredPermission) => ReturnType<Authorize>;

/**
 * Checks the permissions of a request.
 *
 * @throws {@link S3Error} `AccessDenied` (403) for the first that the caller lacks.
 */
export function checkPermissions(
  permissions: readonly RequiredPermission[],
  authorize: AuthorizeCaller,
): void {
  for (const permission of permissions) {
    const denial = authorize(permission);
    if (denial !== undefined) throw accessDenied(denial.message);
  }
}

/**
 * The error of an object that does not exist, for a caller who may not list the bucket: `AccessDenied`, which does not show
 * whether the object exists. Other errors are returned unchanged.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html, Permissions (read 2026-11-29).
 */
export function hideMissingObject(
  error: unknown,
  bucketName: string | undefined,
  authorize: AuthorizeCaller,
): unknown {
  if (!(error instanceof S3Error) || error.code !== 'NoSuchKey' || bucketName === undefined) return error;
  const denial = authorize({ action: 's3:ListBucket', resource: `arn:aws:s3:::${bucketName}` });
  return denial === undefined ? error : accessDenied(denial.message);
}

function accessDenied(message: string): S3Error {
  return new S3Error('AccessDenied', 403, message);
}
