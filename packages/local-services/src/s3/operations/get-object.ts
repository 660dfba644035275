import { S3Error } from '../../errors.js';
import type { Storage } from '../bucket/storage.js';
import type { StoredObject } from '../object/object-version.js';
import { checkResponseOverride } from '../protocol/header-value.js';
import { parsePartNumber } from '../protocol/part-number.js';
import { notModifiedBy } from '../protocol/preconditions.js';
import { type ByteRange, type S3Request, header, parseByteRange } from '../protocol/s3-request.js';
import { checksumHeaders, objectHeaders, type S3Response } from '../protocol/s3-response.js';
import { checkIsReadable } from '../protocol/storage-class.js';
import { requestedBucket, requestedObject, type S3Operation } from './operation.js';

/** GetObject: the object, a range of it, or one of its parts. */
export const getObject: S3Operation = (request, storage) => {
  const object = requestedObject(request, storage);
  checkIsReadable(object);
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
  const overrides = readOverrides(request.query);
  const headers = objectHeaders(requestedBucket(request, storage), object);
  const complete = { start: 0, end: object.body.size };
  if (notModifiedBy(request, object, { prefix: '', nowMillis: storage.now() }) !== undefined) {
    return { status: 304, headers, range: complete };
  }
  const partNumber = readPartNumber(request);
  const range =
    partNumber === undefined
      ? parseByteRange(header(request, 'range'), object.body.size)
      : rangeOfPart(object, partNumber);
  const { start, end } = range ?? complete;
  // The checksum is that of the complete object.
  const isComplete = range === undefined || (partNumber !== undefined && object.partSizes === undefined);
  return {
    status: range === undefined ? 200 : 206,
    range: { start, end },
    headers: {
      ...headers,
      ...overrides,
      'content-length': String(end - start),
      'content-range': range && `bytes ${start}-${end - 1}/${object.body.size}`,
      'x-amz-mp-parts-count':
        partNumber !== undefined && object.partSizes ? String(object.partSizes.length) : undefined,
      ...(isComplete && wantsChecksum(request) ? checksumHeaders(object.checksum) : {}),
    },
  } satisfies S3Response & { range: ByteRange };
}

/**
 * The number of the part to read.
 *
 * @throws {@link S3Error} `InvalidArgument` if it is no part number; `InvalidRequest` with a range.
 */
function readPartNumber(request: S3Request): number | undefined {
  const text = request.query.get('partNumber');
  if (text === null) return undefined;
  const partNumber = parsePartNumber(text);
  if (header(request, 'range') !== undefined) {
    const message = 'Cannot specify both Range header and partNumber query parameter';
    throw new S3Error('InvalidRequest', 400, message);
  }
  return partNumber;
}

/** An object that was not uploaded in parts has one. Source: LocalStack's recording `test_get_object_part`. */
function rangeOfPart(object: StoredObject, partNumber: number): ByteRange | undefined {
  const sizes = object.partSizes ?? [object.body.size];
  const size = sizes[partNumber - 1];
  if (size === undefined) {
    throw new S3Error('InvalidPartNumber', 416, 'The requested partnumber is not satisfiable', {
      ActualPartCount: String(sizes.length),
      PartNumberRequested: String(partNumber),
    });
  }
  const start = sizes.slice(0, partNumber - 1).reduce((sum, length) => sum + length, 0);
  return size === 0 ? undefined : { start, end: start + size };
}

const wantsChecksum = (request: S3Request): boolean =>
  header(request, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';

/** Headers set by the query, such as `response-content-type`. */
function readOverrides(query: URLSearchParams): Record<string, string> {
  const prefix = 'response-';
  const overrides = [...query].filter(([name]) => name.startsWith(prefix));
  for (const [name, value] of overrides) checkResponseOverride(name, value);
  return Object.fromEntries(overrides.map(([name, value]) => [name.slice(prefix.length), value]));
}
