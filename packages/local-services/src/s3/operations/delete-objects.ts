import { S3Error } from '../../errors.js';
import type { Bucket } from '../bucket/bucket.js';
import type { Storage } from '../bucket/storage.js';
import { type AuthorizeCaller, checkPermissions } from '../check-permissions.js';
import { nullVersionId } from '../object/object-version.js';
import { checkDeleteCondition, notImplemented } from '../protocol/preconditions.js';
import { readBodyString } from '../protocol/request-body.js';
import { header } from '../protocol/s3-request.js';
import { type XmlElement, parseXml } from '../protocol/xml.js';
import { xmlResponse } from '../protocol/s3-response.js';
import { requestedBucket, requestedKey, requestedVersionId, type S3Operation } from './operation.js';

/** Keys of one DeleteObjects request. Source: S3 API reference, "DeleteObjects". */
const maxKeys = 1_000;

/**
 * Conditions for directory buckets only. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ObjectIdentifier.html (read
 * 2026-11-29).
 */
const directoryBucketConditions = ['LastModifiedTime', 'Size'];

/** Result of a deletion. */
interface Deletion {
  /** The version deleted, or the delete marker created. */
  readonly versionId?: string;
  readonly isDeleteMarker: boolean;
}

/** DeleteObject. Succeeds if the object or version does not exist. */
export const deleteObject: S3Operation = (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const key = requestedKey(request);
  checkDeleteCondition(header(request, 'if-match'), bucket.current(key));
  const { versionId, isDeleteMarker } = deleteVersion(
    bucket,
    { key, versionId: requestedVersionId(request) },
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

/** Deletes a version or, without a version id, the object: with versioning by a delete marker. */
function deleteVersion(
  bucket: Bucket,
  { key, versionId }: { readonly key: string; readonly versionId: string | undefined },
  storage: Storage,
): Deletion {
  if (versionId === undefined && bucket.versioning !== undefined) {
    const marker = bucket.putDeleteMarker(key, storage.now());
    storage.notify('ObjectRemoved:DeleteMarkerCreated', bucket, marker);
    return { versionId: marker.versionId, isDeleteMarker: true };
  }
  const removed = bucket.removeVersion(key, versionId ?? nullVersionId);
  if (removed !== undefined) storage.notify('ObjectRemoved:Delete', bucket, removed);
  return {
    ...(versionId !== undefined && { versionId }),
    isDeleteMarker: removed?.deleteMarker ?? false,
  };
}

/** DeleteObjects, up to 1,000 keys or versions. */
export const deleteObjects: S3Operation = async (request, storage, authorize) => {
  const bucket = requestedBucket(request, storage);
  const list = parseXml(await readBodyString(request), 'Delete');
  const objects = list.elements('Object');
  if (objects.length === 0 || objects.length > maxKeys) {
    throw new S3Error('MalformedXML', 400, `A request must name 1 to ${maxKeys} keys.`);
  }
  const results = objects.map((object) => tryToDelete(object, { bucket, storage, authorize }));
  const quiet = list.text('Quiet')?.trim() === 'true';
  return xmlResponse('DeleteResult', {
    Deleted: quiet ? undefined : results.flatMap(({ deleted }) => deleted ?? []),
    Error: results.flatMap(({ error }) => error ?? []),
  });
};

/** Where to delete, and who asks. */
interface DeletionScope {
  readonly bucket: Bucket;
  readonly storage: Storage;
  readonly authorize: AuthorizeCaller;
}

/** What the response says of one key: an error does not keep the others from being deleted. */
function tryToDelete(object: XmlElement, scope: DeletionScope) {
  try {
    return { deleted: deleteOne(object, scope) };
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    const { code, message } = error;
    const [Key, VersionId] = [object.text('Key') ?? '', object.text('VersionId')];
    return { error: { Key, VersionId, Code: code, Message: message } };
  }
}

function deleteOne(object: XmlElement, { bucket, storage, authorize }: DeletionScope) {
  const key = object.text('Key') ?? '';
  const versionId = object.text('VersionId');
  const action = versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
  checkPermissions([{ action, resource: `arn:aws:s3:::${bucket.name}/${key}` }], authorize);
  const refused = directoryBucketConditions.find((name) => object.text(name) !== undefined);
  if (refused !== undefined) throw notImplemented(refused);
  checkDeleteCondition(object.text('ETag'), bucket.current(key));
  const isMissing = versionId === undefined && bucket.version(key) === undefined;
  const deletion = deleteVersion(bucket, { key, versionId }, storage);
  // DeleteObjects, unlike DeleteObject, reports also a key without an object. Source: LocalStack's recording test_delete_objects.
  if (isMissing && bucket.versioning === undefined) {
    storage.notify('ObjectRemoved:Delete', bucket, { key, versionId: nullVersionId, missing: true });
  }
  return {
    Key: key,
    VersionId: versionId,
    DeleteMarker: deletion.isDeleteMarker ? true : undefined,
    DeleteMarkerVersionId: deletion.isDeleteMarker ? deletion.versionId : undefined,
  };
}
