import type { ServiceRequest } from './service-handler.js';

/** A permission that a call of an operation needs. */
export interface RequiredPermission {
  /** Such as `s3:GetObject`. */
  readonly action: string;
  /** An ARN; `*` if the action has no resource. */
  readonly resource: string;
  /** Condition keys of the call, such as `s3:prefix`. `null` if the call does not have it. */
  readonly context?: Readonly<Record<string, string | null>>;
}

/** A {@link RequiredPermission} with the caller that needs it. */
export interface PermissionRequest extends RequiredPermission {
  /** Access key id of the signature; `undefined` if the request is not signed. Signatures are not checked. */
  readonly accessKeyId: string | undefined;
}

/** Why a caller lacks a permission. */
export interface Denial {
  /** The service answers with its own code for each. `KeyAccessDenied` is for the key of an encrypted resource. */
  readonly code: 'AccessDenied' | 'KeyAccessDenied';
  /** As in an error of AWS. */
  readonly message: string;
}

/** Decides whether a caller has a permission. Returns `undefined` if it has. */
export type Authorize = (request: PermissionRequest) => Denial | undefined;

/** The access key id in the signature of a request, in the header `Authorization` or in a presigned URL. */
export function accessKeyIdOf({
  headers,
  url = '',
}: Pick<ServiceRequest, 'headers' | 'url'>): string | undefined {
  const [, inHeader] = /\bCredential=([^/,\s]+)\//.exec(headers.authorization ?? '') ?? [];
  const [, inUrl] = /[?&]X-Amz-Credential=([^/%&]+)(?:\/|%2F)/i.exec(url) ?? [];
  return inHeader ?? inUrl;
}
