import { createHash } from 'node:crypto';
import { S3Error } from '../../errors.js';
import { startChecksum } from '../object/checksum.js';
import type { MultipartUpload, UploadedPart } from '../object/multipart-upload.js';
import type { ObjectChecksum } from '../object/object-version.js';
import { StoredBody } from '../object/stored-body.js';
import { checkWriteConditions } from '../request/preconditions.js';
import { readText } from '../request/request-body.js';
import { type XmlElement, parseXml } from '../request/xml.js';
import { encryptionHeaders, versionHeader } from './object-headers.js';
import { type S3Operation, requestedBucket, requestedUpload, xmlAnswer } from './operation.js';

/** Smallest part but the last, in bytes. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const minPartBytes = 5 * 1024 * 1024;

/** Makes an object of the parts listed, without copying a byte, and forgets the upload. */
export const completeMultipartUpload: S3Operation = async (request, storage) => {
  const list = parseXml(await readText(request), 'CompleteMultipartUpload').elements('Part');
  const bucket = requestedBucket(request, storage);
  const upload = requestedUpload(request, storage);
  const parts = chooseParts(upload, list);
  const body = StoredBody.join(parts.map((part) => part.body));
  const checksum = await checksumOf(upload, parts, body);
  try {
    requestedUpload(request, storage);
    checkWriteConditions(request, bucket.current(upload.key));
  } catch (error) {
    await body.release();
    throw error;
  }
  bucket.uploads.delete(upload.uploadId);
  await Promise.all([...upload.parts.values()].map((part) => part.body.release()));
  const object = bucket.put(
    upload.key,
    {
      ...upload.description,
      body,
      eTag: eTagOf(parts),
      partSizes: parts.map((part) => part.body.size),
      ...(checksum && { checksum }),
    },
    storage.now(),
  );
  storage.announce('ObjectCreated:CompleteMultipartUpload', bucket, object);
  return xmlAnswer(
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

function chooseParts(upload: MultipartUpload, list: readonly XmlElement[]): UploadedPart[] {
  if (list.length === 0) throw new S3Error('MalformedXML', 400, 'You must specify at least one part.');
  const parts = list.map((element) => choosePart(upload, element));
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1];
    if (next === undefined) break;
    if (next.partNumber <= part.partNumber) {
      throw new S3Error('InvalidPartOrder', 400, 'The list of parts was not in ascending order.');
    }
    if (part.body.size < minPartBytes) {
      throw new S3Error(
        'EntityTooSmall',
        400,
        'Your proposed upload is smaller than the minimum allowed size',
        {
          ProposedSize: String(part.body.size),
          MinSizeAllowed: String(minPartBytes),
          PartNumber: String(part.partNumber),
        },
      );
    }
  }
  return parts;
}

function choosePart(upload: MultipartUpload, element: XmlElement): UploadedPart {
  const partNumber = Number(element.text('PartNumber'));
  const eTag = element.text('ETag')?.replaceAll('"', '');
  const part = upload.parts.get(partNumber);
  const value = upload.checksumAlgorithm && element.text(`Checksum${upload.checksumAlgorithm}`);
  const differs = value !== undefined && part?.checksum !== undefined && value !== part.checksum;
  if (part !== undefined && part.md5 === eTag && !differs) return part;
  throw new S3Error(
    'InvalidPart',
    400,
    'One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity ' +
      "tag may not match the part's entity tag.",
    { UploadId: upload.uploadId, PartNumber: String(partNumber), ETag: eTag ?? '' },
  );
}

/** The MD5 of the parts' MD5s, and their number. */
function eTagOf(parts: readonly UploadedPart[]): string {
  const md5 = createHash('md5');
  for (const part of parts) md5.update(part.md5, 'hex');
  return `${md5.digest('hex')}-${parts.length}`;
}

/** One of the full object is computed from the bytes; a composite one from the parts' own, if each has one. */
async function checksumOf(
  { checksumAlgorithm: algorithm, checksumType: type }: MultipartUpload,
  parts: readonly UploadedPart[],
  body: StoredBody,
): Promise<ObjectChecksum | undefined> {
  if (algorithm === undefined) return undefined;
  const running = startChecksum(algorithm);
  if (type === 'FULL_OBJECT') {
    for await (const chunk of body.read() as AsyncIterable<Buffer>) running.update(chunk);
    return { algorithm, type, value: running.digest().toString('base64') };
  }
  for (const { checksum } of parts) {
    if (checksum === undefined) return undefined;
    running.update(Buffer.from(checksum, 'base64'));
  }
  return { algorithm, type, value: `${running.digest().toString('base64')}-${parts.length}` };
}
