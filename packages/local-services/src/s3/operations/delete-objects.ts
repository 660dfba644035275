import { S3Error } from '../../errors.js';
import type { Bucket } from '../bucket/bucket.js';
import type { Storage } from '../bucket/storage.js';
import { nullVersionId } from '../object/object-version.js';
import { readText } from '../request/request-body.js';
import { type XmlElement, parseXml } from '../request/xml.js';
import { type S3Operation, requestedBucket, requestedKey, versionIdOf, xmlAnswer } from './operation.js';

/** What a deletion did. */
interface Deletion {
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
function deleteFrom(
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

const maxKeys = 1_000;

/** Deletes up to 1,000 keys or versions. */
export const deleteObjects: S3Operation = async (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const list = parseXml(await readText(request), 'Delete');
  const objects = list.elements('Object');
  if (objects.length === 0 || objects.length > maxKeys) {
    throw new S3Error('MalformedXML', 400, `One request deletes 1 to ${maxKeys} keys.`);
  }
  const deleted = objects.map((object) => deleteOne(bucket, object, storage));
  const quiet = list.text('Quiet')?.trim() === 'true';
  return xmlAnswer('DeleteResult', { Deleted: quiet ? undefined : deleted });
};

function deleteOne(bucket: Bucket, object: XmlElement, storage: Storage) {
  const key = object.text('Key') ?? '';
  const versionId = object.text('VersionId');
  const deletion = deleteFrom(bucket, { key, versionId }, storage);
  return {
    Key: key,
    VersionId: versionId,
    DeleteMarker: deletion.isDeleteMarker ? true : undefined,
    DeleteMarkerVersionId: deletion.isDeleteMarker ? deletion.versionId : undefined,
  };
}
