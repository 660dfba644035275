import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectVersion } from '@headwaters/pipeline-contract';
import { SourceMissingError, SourceUriError } from './errors.js';

/** The version stands last and holds neither `?` nor `&`; a key may hold any character. */
const form = /^s3:\/\/(?<bucket>[^/]+)\/(?<key>.+?)(?:\?versionId=(?<versionId>[^?&]+))?$/s;

/**
 * Reads `s3://bucket/key` or `s3://bucket/key?versionId=...`. The key stands as it is, not percent-encoded: as the logs
 * print it.
 *
 * @throws {@link SourceUriError} if it is neither.
 */
export function parseSourceUri(uri: string): ObjectVersion {
  const { bucket, key, versionId } = form.exec(uri)?.groups ?? {};
  if (bucket === undefined || key === undefined) throw new SourceUriError(uri);
  return { bucket, key, ...(versionId !== undefined && { versionId }) };
}

/** A version of an object, and when it was uploaded, if it is still there to tell. */
export interface FoundVersion {
  readonly source: ObjectVersion;
  readonly uploadedAt: Date | undefined;
}

/**
 * Finds the version to trace: the one that is named, whether or not it is still there, else the latest.
 *
 * @throws {@link SourceMissingError} if no version is named and the object is not there.
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

/** A HEAD has no body, so S3 can say no more than a status. 405: the version is a delete marker. */
function isMissing(error: unknown): boolean {
  const { $metadata: metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return metadata?.httpStatusCode === 404 || metadata?.httpStatusCode === 405;
}

/** Whether both are the same version of the same object. Without versions, S3 calls the only one `null`. */
export function isSameVersion(one: ObjectVersion, other: ObjectVersion): boolean {
  return (
    one.bucket === other.bucket &&
    one.key === other.key &&
    (one.versionId ?? 'null') === (other.versionId ?? 'null')
  );
}
