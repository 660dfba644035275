import type { Bucket } from '../bucket.js';
import { nullVersionId } from '../object-version.js';
import type { S3Operation } from '../s3-operation.js';
import type { Storage } from '../storage.js';
import { requestedBucket, requestedKey, versionIdOf } from './requested.js';

/** What a deletion did. */
export interface Deletion {
  /** The version that went, or the delete marker that came. */
  readonly versionId?: string;
  readonly isDeleteMarker: boolean;
}

/** Deletes an object, or one version of it. What is not there counts as deleted. */
export const deleteObject: S3Operation = (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const { versionId, isDeleteMarker } = deleteFrom(
    bucket,
    { key: requestedKey(request), versionId: versionIdOf(request.query) },
    storage,
  );
  return {
    status: 204,
    headers: {
      'x-amz-version-id': versionId,
      'x-amz-delete-marker': isDeleteMarker ? 'true' : undefined,
    },
  };
};

/** Deletes one key, or one version, as {@link deleteObject} does. */
export function deleteFrom(
  bucket: Bucket,
  { key, versionId }: { readonly key: string; readonly versionId: string | undefined },
  storage: Storage,
): Deletion {
  if (versionId === undefined && bucket.versioning !== undefined) {
    const marker = bucket.mark(key, storage.now());
    storage.announce('ObjectRemoved:DeleteMarkerCreated', bucket, marker);
    return { versionId: marker.versionId, isDeleteMarker: true };
  }
  const removed = bucket.remove(key, versionId ?? nullVersionId);
  if (removed !== undefined) storage.announce('ObjectRemoved:Delete', bucket, removed);
  return {
    ...(versionId !== undefined && { versionId }),
    isDeleteMarker: removed?.deleteMarker ?? false,
  };
}
