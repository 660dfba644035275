import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { S3Error } from '../../errors.js';
import { readVirtualHostedBucket } from '../../network/loopback-names.js';
import type { ServiceRequest } from '../../network/service-handler.js';
import { headerFromQuery } from './header-value.js';

/** A parsed request of the S3 REST protocol. */
export interface S3Request {
  readonly method: string;
  /** Absent in requests to the service. */
  readonly bucketName?: string;
  /** Absent in requests to the service or to a bucket. */
  readonly key?: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

/** Longest key, in bytes of UTF-8. */
const maxKeyBytes = 1_024;

/** @throws {@link S3Error} `InvalidURI` or `KeyTooLongError`. */
export function readS3Request(request: ServiceRequest): S3Request {
  const url = pathStyleUrl(request);
  const queryStart = url.indexOf('?');
  const path = queryStart === -1 ? url : url.slice(0, queryStart);
  const query = new URLSearchParams(queryStart === -1 ? '' : url.slice(queryStart));
  const keyStart = path.indexOf('/', 1);
  const bucketName = decodePath(path.slice(1, keyStart === -1 ? undefined : keyStart));
  const key = keyStart === -1 ? '' : decodePath(path.slice(keyStart + 1));
  checkKeyLength(key);
  return {
    method: request.method ?? 'GET',
    ...(bucketName !== '' && { bucketName }),
    ...(key !== '' && { key }),
    ...splitQuery(query, request.headers),
    body: request,
  };
}

/** Clients whose endpoint is `http://localhost:PORT` name the bucket in the host: `http://BUCKET.localhost:PORT/KEY`. */
function pathStyleUrl({ url = '/', headers }: ServiceRequest): string {
  const bucket = readVirtualHostedBucket(headers.host);
  return bucket === undefined ? url : `/${bucket}${url}`;
}

/** SDKs move headers of presigned requests into the query. S3 reads them there as headers. */
function splitQuery(all: URLSearchParams, own: IncomingHttpHeaders): Pick<S3Request, 'query' | 'headers'> {
  const query = new URLSearchParams();
  const moved: Record<string, string> = {};
  for (const [name, value] of all) {
    if (/^x-amz-/i.test(name)) moved[name.toLowerCase()] = headerFromQuery(name, value);
    else query.append(name, value);
  }
  return { query, headers: { ...moved, ...own } };
}

/** Value of a header. Repeated headers are joined with commas. */
export function header({ headers }: Pick<S3Request, 'headers'>, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

/** @throws {@link S3Error} `KeyTooLongError` above 1,024 bytes. */
export function checkKeyLength(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes <= maxKeyBytes) return;
  throw new S3Error('KeyTooLongError', 400, 'Your key is too long', {
    Size: String(bytes),
    MaxSizeAllowed: String(maxKeyBytes),
  });
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw Object.assign(new S3Error('InvalidURI', 400, "Couldn't parse the specified URI."), { cause });
  }
}

/** Bytes from `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Parses a Range header. Like S3, it ignores multiple ranges and invalid ones.
 *
 * @param size - Size of the object, in bytes.
 * @returns undefined for the complete object.
 * @throws {@link S3Error} `InvalidRange` if the range is outside the object.
 */
export function parseByteRange(range: string | undefined, size: number): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const { start, end } =
    first === ''
      ? { start: Math.max(0, size - Number(last)), end: size }
      : { start: Number(first), end: last === '' ? size : Math.min(size, Number(last) + 1) };
  if (start >= end) {
    throw new S3Error('InvalidRange', 416, 'The requested range is not satisfiable', {
      RangeRequested: range ?? '',
      ActualObjectSize: String(size),
    });
  }
  return { start, end };
}
