import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectVersion } from '@headwaters/pipeline-contract';
import { SourceMissingError, SourceUriError } from './errors.js';

/** The version is the last part and contains neither `?` nor `&`. A key may contain any character. */
const sourceUri = /^s3:\/\/(?<bucket>[^/]+)\/(?<key>.+?)(?:\?versionId=(?<versionId>[^?&]+))?$/s;

/**
 * Parses `s3://bucket/key` or `s3://bucket/key?versionId=...`.
 *
 * @param uri - The key is raw, not percent-encoded, as in the logs.
 * @throws {@link SourceUriError} if the string has another form.
 */
export function parseSourceUri(uri: string): ObjectVersion {
  const { bucket, key, versionId } = sourceUri.exec(uri)?.groups ?? {};
  if (bucket === undefined || key === undefined) throw new SourceUriError(uri);
  return { bucket, key, ...(versionId !== undefined && { versionId }) };
}

/** An object version and its upload time, which is `undefined` if the version no longer exists. */
export interface FoundVersion {
  readonly source: ObjectVersion;
  readonly uploadedAt: Date | undefined;
}

/**
 * Finds the version to trace: the given version, even if it no longer exists, or the latest one.
 *
 * @throws {@link SourceMissingError} if no version is given and the object does not exist.
 */
export async function findVersion(s3: S3Client, source: ObjectVersion): Promise<FoundVersion> {
  const { bucket, key, versionId } = source;
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
    const found = versionId ?? head.VersionId;
    return {
      source: { bucket, key, ...(found !== undefined && { versionId: found }) },
      uploadedAt: head.LastModified,
    };
  } catch (error) {
    if (!isMissing(error)) throw error;
    if (versionId === undefined) throw new SourceMissingError(source, { cause: error });
    return { source, uploadedAt: undefined };
  }
}

/** A HEAD response has no body, so only its status is known. 405: the version is a delete marker. */
function isMissing(error: unknown): boolean {
  const { $metadata: metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return metadata?.httpStatusCode === 404 || metadata?.httpStatusCode === 405;
}

/** Whether both are the same version of the same object. A missing version is S3's version `null`. */
export function isSameVersion(left: ObjectVersion, right: ObjectVersion): boolean {
  return (
    left.bucket === right.bucket &&
    left.key === right.key &&
    (left.versionId ?? 'null') === (right.versionId ?? 'null')
  );
}
