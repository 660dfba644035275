import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectVersion } from '@headwaters/pipeline-contract';
import { SourceMissingError } from '../error/source-missing-error.js';

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
