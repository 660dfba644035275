import { S3Error } from '../../errors.js';
import type { Storage } from '../bucket/storage.js';
import type { StoredObject } from '../object/object-version.js';
import { isNotModified } from '../protocol/preconditions.js';
import { type ByteRange, type S3Request, header, parseByteRange } from '../protocol/s3-request.js';
import { checksumHeaders, objectHeaders, type S3Response } from '../protocol/s3-response.js';
import { requestedBucket, requestedObject, type S3Operation } from './operation.js';

/** GetObject: the object, a range of it, or one of its parts. */
export const getObject: S3Operation = (request, storage) => {
  const object = requestedObject(request, storage);
  const { range, ...response } = describeRead(request, storage, object);
  if (response.status === 304) return response;
  return { ...response, body: object.body.read(range.start, range.end) };
};

/** HeadObject. */
export const headObject: S3Operation = (request, storage) => {
  const { status, headers } = describeRead(request, storage, requestedObject(request, storage));
  return { status, headers };
};

function describeRead(request: S3Request, storage: Storage, object: StoredObject) {
  const headers = objectHeaders(requestedBucket(request, storage), object);
  const complete = { start: 0, end: object.body.size };
  if (isNotModified(request, object)) return { status: 304, headers, range: complete };
  const range = requestedRange(request, object);
  const { start, end } = range ?? complete;
  const isPart = request.query.has('partNumber');
  return {
    status: range === undefined ? 200 : 206,
    range: { start, end },
    headers: {
      ...headers,
      ...overrides(request.query),
      'content-length': String(end - start),
      'content-range': range && `bytes ${start}-${end - 1}/${object.body.size}`,
      'x-amz-mp-parts-count': isPart && object.partSizes ? String(object.partSizes.length) : undefined,
      ...(range === undefined && wantsChecksum(request) ? checksumHeaders(object.checksum) : {}),
    },
  } satisfies S3Response & { range: ByteRange };
}

function requestedRange(request: S3Request, object: StoredObject): ByteRange | undefined {
  const partNumber = request.query.get('partNumber');
  if (partNumber === null) return parseByteRange(header(request, 'range'), object.body.size);
  const sizes = object.partSizes ?? [object.body.size];
  const index = Number(partNumber) - 1;
  const size = sizes[index];
  if (size === undefined) {
    throw new S3Error('InvalidPartNumber', 416, 'The requested partnumber is not satisfiable');
  }
  const start = sizes.slice(0, index).reduce((sum, length) => sum + length, 0);
  return size === 0 ? undefined : { start, end: start + size };
}

const wantsChecksum = (request: S3Request): boolean =>
  header(request, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';

/** Headers set by the query, such as `response-content-type`. */
function overrides(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...query]
      .filter(([name]) => name.startsWith('response-'))
      .map(([name, value]) => [name.slice('response-'.length), value]),
  );
}
