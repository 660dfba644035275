import { readBodyString } from '../protocol/request-body.js';
import { versionHeader, xmlResponse } from '../protocol/s3-response.js';
import { parseTagging } from '../protocol/tagging.js';
import { requestedBucket, requestedObject, type S3Operation } from './operation.js';

/** GetObjectTagging. */
export const getObjectTagging: S3Operation = (request, storage) => {
  const object = requestedObject(request, storage);
  const headers = versionHeader(requestedBucket(request, storage), object.versionId);
  return xmlResponse(
    'Tagging',
    { TagSet: { Tag: object.tags.map(({ Key, Value }) => ({ Key, Value })) } },
    headers,
  );
};

/** PutObjectTagging. */
export const putObjectTagging: S3Operation = async (request, storage) => {
  const tags = parseTagging(await readBodyString(request));
  const bucket = requestedBucket(request, storage);
  const object = requestedObject(request, storage);
  bucket.setTags(object, tags);
  storage.notify('ObjectTagging:Put', bucket, object);
  return { status: 200, headers: versionHeader(bucket, object.versionId) };
};

/** DeleteObjectTagging. */
export const deleteObjectTagging: S3Operation = (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const object = requestedObject(request, storage);
  bucket.setTags(object, []);
  storage.notify('ObjectTagging:Delete', bucket, object);
  return { status: 204, headers: versionHeader(bucket, object.versionId) };
};
