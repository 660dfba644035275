import { checkTags } from '../request/object-description.js';
import { readText } from '../request/request-body.js';
import { parseXml } from '../request/xml.js';
import { versionHeader } from './object-headers.js';
import { type S3Operation, requestedBucket, requestedObject, xmlAnswer } from './operation.js';

/** The tags of an object. */
export const getObjectTagging: S3Operation = (request, storage) => {
  const object = requestedObject(request, storage);
  const headers = versionHeader(requestedBucket(request, storage), object.versionId);
  return xmlAnswer(
    'Tagging',
    { TagSet: { Tag: object.tags.map(({ Key, Value }) => ({ Key, Value })) } },
    headers,
  );
};

/** Gives an object other tags. */
export const putObjectTagging: S3Operation = async (request, storage) => {
  const tags = parseXml(await readText(request), 'Tagging')
    .elements('TagSet')
    .flatMap((set) => set.elements('Tag'))
    .map((tag) => ({ Key: tag.text('Key') ?? '', Value: tag.text('Value') ?? '' }));
  const bucket = requestedBucket(request, storage);
  const object = requestedObject(request, storage);
  bucket.retag(object, checkTags(tags));
  return { status: 200, headers: versionHeader(bucket, object.versionId) };
};

/** Takes an object's tags away. */
export const deleteObjectTagging: S3Operation = (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const object = requestedObject(request, storage);
  bucket.retag(object, []);
  return { status: 204, headers: versionHeader(bucket, object.versionId) };
};
