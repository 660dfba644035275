import type { Bucket } from '../bucket.js';
import { readText } from '../read-text.js';
import { S3Error } from '../s3-error.js';
import { xmlAnswer, type S3Operation } from '../s3-operation.js';
import type { Storage } from '../storage.js';
import { parseXml, type XmlElement } from '../xml.js';
import { deleteFrom } from './delete-object.js';
import { requestedBucket } from './requested.js';

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
