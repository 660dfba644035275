import { S3Error } from '../../errors.js';
import {
  multipartChecksum,
  multipartETag,
  releaseParts,
  type MultipartUpload,
  type UploadedPart,
} from '../object/multipart-upload.js';
import { StoredBody } from '../object/stored-body.js';
import { checkWriteConditions } from '../protocol/preconditions.js';
import { readBodyString } from '../protocol/request-body.js';
import { encryptionHeaders, versionHeader, xmlResponse } from '../protocol/s3-response.js';
import { parseXml, type XmlElement } from '../protocol/xml.js';
import { requestedBucket, requestedUpload, type S3Operation } from './operation.js';

/** Smallest part, except the last, in bytes. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const minPartBytes = 5 * 1024 * 1024;

/** CompleteMultipartUpload. Joins the listed parts without copying bytes. */
export const completeMultipartUpload: S3Operation = async (request, storage) => {
  const list = parseXml(
    await readBodyString(request, { checksumOf: 'object' }),
    'CompleteMultipartUpload',
  ).elements('Part');
  const bucket = requestedBucket(request, storage);
  const upload = requestedUpload(request, storage);
  const parts = selectParts(upload, list);
  const body = StoredBody.join(parts.map((part) => part.body));
  const checksum = await multipartChecksum(upload, parts, body);
  try {
    // Another request may have completed or aborted the upload, or written the object, in the meantime.
    requestedUpload(request, storage);
    checkWriteConditions(request, bucket.current(upload.key));
  } catch (error) {
    await body.release();
    throw error;
  }
  bucket.uploads.delete(upload.uploadId);
  await releaseParts(upload);
  const content = {
    ...upload.description,
    body,
    eTag: multipartETag(parts),
    partSizes: parts.map((part) => part.body.size),
    ...(checksum && { checksum }),
  };
  const object = bucket.put(upload.key, content, storage.now());
  storage.notify('ObjectCreated:CompleteMultipartUpload', bucket, object);
  return xmlResponse(
    'CompleteMultipartUploadResult',
    {
      Location: `/${bucket.name}/${upload.key}`,
      Bucket: bucket.name,
      Key: upload.key,
      ETag: `"${object.eTag}"`,
      ...(checksum && { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type }),
    },
    { ...encryptionHeaders, ...versionHeader(bucket, object.versionId) },
  );
};

function selectParts(upload: MultipartUpload, list: readonly XmlElement[]): UploadedPart[] {
  if (list.length === 0) throw new S3Error('MalformedXML', 400, 'You must specify at least one part.');
  const parts = list.map((element) => selectPart(upload, element));
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1];
    if (next === undefined) break;
    if (next.partNumber <= part.partNumber) {
      throw new S3Error('InvalidPartOrder', 400, 'The list of parts was not in ascending order.');
    }
    if (part.body.size < minPartBytes) throw partTooSmall(part);
  }
  return parts;
}

function selectPart(upload: MultipartUpload, element: XmlElement): UploadedPart {
  const partNumber = Number(element.text('PartNumber'));
  const eTag = element.text('ETag')?.replaceAll('"', '');
  const part = upload.parts.get(partNumber);
  const checksum = upload.checksumAlgorithm && element.text(`Checksum${upload.checksumAlgorithm}`);
  const differs = checksum !== undefined && part?.checksum !== undefined && checksum !== part.checksum;
  if (part !== undefined && part.md5 === eTag && !differs) return part;
  throw new S3Error(
    'InvalidPart',
    400,
    'One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity ' +
      "tag may not match the part's entity tag.",
    { UploadId: upload.uploadId, PartNumber: String(partNumber), ETag: eTag ?? '' },
  );
}

const partTooSmall = ({ body, partNumber }: UploadedPart) =>
  new S3Error('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size', {
    ProposedSize: String(body.size),
    MinSizeAllowed: String(minPartBytes),
    PartNumber: String(partNumber),
  });
