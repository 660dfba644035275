import { S3Error } from '../../errors.js';
import { checksumAlgorithms } from '../object/checksum.js';
import type { MultipartUpload, UploadedPart } from '../object/multipart-upload.js';
import { withoutControls } from '../protocol/header-value.js';
import { malformedXml, parseXml, type XmlElement } from '../protocol/xml.js';

/** Smallest part, except the last, in bytes. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const minPartBytes = 5 * 1024 * 1024;

/**
 * Finds the parts that a CompleteMultipartUpload lists.
 *
 * Source of codes and messages: LocalStack's recordings test_multipart_complete_multipart_too_small,
 * test_multipart_complete_multipart_wrong_part, test_complete_multipart_parts_order and test_multipart_parts_checksum_exceptions_composite.
 *
 * @throws {@link S3Error} `MalformedXML`, `InvalidRequest`, `InvalidPart`, `InvalidPartOrder`, `EntityTooSmall` or `BadDigest`.
 */
export function selectParts(upload: MultipartUpload, document: string): readonly UploadedPart[] {
  if (document === '') throw invalidRequest('You must specify at least one part');
  const list = parseXml(document, 'CompleteMultipartUpload').elements('Part');
  if (list.length === 0) throw malformedXml();
  checkOrder(upload, list);
  const parts = list.map((element) => selectPart(upload, element));
  const tooSmall = parts.slice(0, -1).find(({ body }) => body.size < minPartBytes);
  if (tooSmall !== undefined) throw partTooSmall(tooSmall);
  return parts;
}

function checkOrder({ uploadId }: MultipartUpload, list: readonly XmlElement[]): void {
  const numbers = list.map((element) => Number(element.text('PartNumber')));
  if (numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0))) return;
  const message = 'The list of parts was not in ascending order. Parts must be ordered by part number.';
  throw new S3Error('InvalidPartOrder', 400, message, { UploadId: uploadId });
}

function selectPart(upload: MultipartUpload, element: XmlElement): UploadedPart {
  const partNumber = Number(element.text('PartNumber'));
  const eTag = element.text('ETag')?.replaceAll('"', '');
  const part = upload.parts.get(partNumber);
  if (part === undefined || part.md5 !== eTag) throw invalidPart(upload, { partNumber, eTag });
  const { checksumAlgorithm: expected, checksumType } = upload;
  for (const algorithm of checksumAlgorithms) {
    const checksum = element.text(`Checksum${algorithm}`);
    if (checksum === undefined) continue;
    if (expected === undefined) throw invalidPart(upload, { partNumber, eTag });
    if (algorithm !== expected) {
      const message = `The ${algorithm.toLowerCase()} you specified for part ${partNumber} did not match what we received.`;
      throw new S3Error('BadDigest', 400, message);
    }
    if (checksum !== part.checksum) throw invalidPart(upload, { partNumber, eTag });
  }
  const isMissing = expected !== undefined && element.text(`Checksum${expected}`) === undefined;
  if (isMissing && checksumType === 'COMPOSITE') {
    throw invalidRequest(
      `The upload was created using a ${expected.toLowerCase()} checksum. The complete request must include the checksum ` +
        `for each part. It was missing for part ${partNumber} in the request.`,
    );
  }
  return part;
}

/** The two spaces of the message are those of S3. */
function invalidPart(
  { uploadId }: MultipartUpload,
  { partNumber, eTag = '' }: { readonly partNumber: number; readonly eTag: string | undefined },
): S3Error {
  const message =
    'One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity ' +
    "tag may not match the part's entity tag.";
  const details = { UploadId: uploadId, PartNumber: String(partNumber), ETag: withoutControls(eTag) };
  return new S3Error('InvalidPart', 400, message, details);
}

const partTooSmall = ({ body, partNumber, md5 }: UploadedPart) =>
  new S3Error('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size', {
    ProposedSize: String(body.size),
    MinSizeAllowed: String(minPartBytes),
    PartNumber: String(partNumber),
    ETag: md5,
  });

const invalidRequest = (message: string) => new S3Error('InvalidRequest', 400, message);
