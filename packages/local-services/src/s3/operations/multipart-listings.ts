import { S3Error } from '../../errors.js';
import type { Storage } from '../bucket/storage.js';
import { compareUtf8 } from '../bucket/sorted-keys.js';
import type { MultipartUpload } from '../object/multipart-upload.js';
import { withoutControls } from '../protocol/header-value.js';
import { xmlDate, xmlResponse } from '../protocol/s3-response.js';
import { type ListParameters, readLimit, readListParameters } from './list-parameters.js';
import { requestedBucket, requestedUpload, type S3Operation } from './operation.js';

/** ListParts: a page of parts by number. */
export const listParts: S3Operation = (request, storage) => {
  const upload = requestedUpload(request, storage);
  const limit = readLimit(request.query, 'max-parts');
  const after = readLimit(request.query, 'part-number-marker', { min: 0, max: 0x7fff_ffff, default: 0 });
  const rest = [...upload.parts.values()]
    .filter(({ partNumber }) => partNumber > after)
    .sort((a, b) => a.partNumber - b.partNumber);
  const page = rest.slice(0, limit);
  const { checksumAlgorithm: algorithm } = upload;
  return xmlResponse('ListPartsResult', {
    Bucket: request.bucketName,
    Key: upload.key,
    UploadId: upload.uploadId,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.partNumber ?? 0,
    MaxParts: limit,
    IsTruncated: rest.length > limit,
    ...checksumElements(upload),
    ...ownerElements(storage),
    StorageClass: storageClassOf(upload),
    Part: page.map(({ partNumber, body, md5, lastModifiedMillis, checksum }) => ({
      PartNumber: partNumber,
      LastModified: xmlDate(lastModifiedMillis),
      ETag: `"${md5}"`,
      Size: body.size,
      ...(algorithm && { [`Checksum${algorithm}`]: checksum }),
    })),
  });
};

/**
 * ListMultipartUploads: a page of uploads by key and time, and of common prefixes.
 *
 * Source: LocalStack's recordings test_list_multiparts_next_marker and test_list_multiparts_with_prefix_and_delimiter.
 */
export const listMultipartUploads: S3Operation = (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const parameters = readListParameters(request, 'max-uploads');
  const { prefix, delimiter, limit, encodeName, encodingType } = parameters;
  const keyMarker = request.query.get('key-marker') ?? '';
  // Ignored without a key.
  const idMarker = keyMarker === '' ? '' : (request.query.get('upload-id-marker') ?? '');
  const uploads = uploadsAfter([...bucket.uploads.values()].sort(byKeyAndStart), keyMarker, idMarker);
  const entries = toEntries(uploads, parameters, keyMarker);
  const page = entries.slice(0, limit);
  const last = page.at(-1)?.upload;
  return xmlResponse('ListMultipartUploadsResult', {
    Bucket: bucket.name,
    KeyMarker: encodeName(keyMarker),
    UploadIdMarker: idMarker,
    NextKeyMarker: encodeName(last?.key ?? ''),
    NextUploadIdMarker: last?.uploadId ?? '',
    Prefix: prefix === '' ? undefined : encodeName(prefix),
    Delimiter: delimiter === '' ? undefined : encodeName(delimiter),
    EncodingType: encodingType,
    MaxUploads: limit,
    IsTruncated: entries.length > limit,
    Upload: page.flatMap(({ upload }) =>
      upload === undefined ? [] : [uploadElement(upload, encodeName, storage)],
    ),
    CommonPrefixes: page.flatMap(({ upload, name }) =>
      upload === undefined ? [{ Prefix: encodeName(name) }] : [],
    ),
  });
};

function uploadElement(upload: MultipartUpload, encodeName: ListParameters['encodeName'], storage: Storage) {
  return {
    Key: encodeName(upload.key),
    UploadId: upload.uploadId,
    ...ownerElements(storage),
    StorageClass: storageClassOf(upload),
    Initiated: xmlDate(upload.startedMillis),
    ...checksumElements(upload),
  };
}

const checksumElements = ({ checksumAlgorithm, checksumType }: MultipartUpload) => ({
  ChecksumAlgorithm: checksumAlgorithm,
  ChecksumType: checksumAlgorithm && checksumType,
});

const ownerElements = ({ options: { accountId } }: Storage) => ({
  Initiator: { ID: accountId },
  Owner: { ID: accountId },
});

const storageClassOf = ({ description }: MultipartUpload): string =>
  description.headers['x-amz-storage-class'] ?? 'STANDARD';

const byKeyAndStart = (a: MultipartUpload, b: MultipartUpload): number =>
  compareUtf8(a.key, b.key) || a.startedMillis - b.startedMillis || compareUtf8(a.uploadId, b.uploadId);

function uploadsAfter(
  sorted: readonly MultipartUpload[],
  keyMarker: string,
  idMarker: string,
): readonly MultipartUpload[] {
  if (keyMarker === '') return sorted;
  if (idMarker === '') return sorted.filter(({ key }) => compareUtf8(key, keyMarker) > 0);
  const marked = sorted.findIndex(({ key, uploadId }) => key === keyMarker && uploadId === idMarker);
  if (marked !== -1) return sorted.slice(marked + 1);
  throw new S3Error('InvalidArgument', 400, 'Invalid uploadId marker', {
    ArgumentName: 'upload-id-marker',
    ArgumentValue: withoutControls(idMarker),
  });
}

/** An upload, or a common prefix without one. */
interface UploadEntry {
  readonly name: string;
  readonly upload?: MultipartUpload;
}

function toEntries(
  uploads: readonly MultipartUpload[],
  { prefix, delimiter }: ListParameters,
  keyMarker: string,
): readonly UploadEntry[] {
  const entries: UploadEntry[] = [];
  for (const upload of uploads) {
    if (!upload.key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : upload.key.indexOf(delimiter, prefix.length);
    const name = end === -1 ? upload.key : upload.key.slice(0, end + delimiter.length);
    if (end === -1) entries.push({ name, upload });
    // The page before has listed a common prefix that contains the marker.
    else if (entries.at(-1)?.name !== name && !keyMarker.startsWith(name)) entries.push({ name });
  }
  return entries;
}
