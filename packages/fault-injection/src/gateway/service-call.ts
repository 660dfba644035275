import type { IncomingHttpHeaders } from 'node:http';
import { readRequestId } from '@headwaters/stack-simulator';

/** A call to a service, with the properties that a fault plan needs to choose a fault. */
export type ServiceCall =
  PutRecordsCall | GetObjectCall | PutObjectCall | DeleteObjectCall | InvokeCall | OtherCall;

/** The invocation that makes a call. */
interface CallOrigin {
  /** Absent if the client does not forward the trace header of its invocation. */
  readonly requestId?: string;
}

/** A Kinesis PutRecords request. */
export interface PutRecordsCall extends CallOrigin {
  readonly kind: 'putRecords';
  readonly entries: readonly { readonly partitionKey: string; readonly data: Buffer }[];
}

/** An S3 GetObject request for an object, or for its content from `firstByte` on. */
export interface GetObjectCall extends CallOrigin {
  readonly kind: 'getObject';
  readonly bucket: string;
  readonly key: string;
  /** Absent if the request is for the current version. */
  readonly versionId?: string;
  /** Offset of the first requested byte. Default: 0. */
  readonly firstByte: number;
}

/** An S3 PutObject request. */
export interface PutObjectCall extends CallOrigin {
  readonly kind: 'putObject';
  readonly bucket: string;
  readonly key: string;
  /** The request body, unchanged. */
  readonly body: Buffer;
}

/** An S3 DeleteObject request. */
export interface DeleteObjectCall extends CallOrigin {
  readonly kind: 'deleteObject';
  readonly bucket: string;
  readonly key: string;
}

/** A Lambda Invoke request. */
export interface InvokeCall extends CallOrigin {
  readonly kind: 'invoke';
  /** Name or ARN, from the request path. */
  readonly functionName: string;
  /** The request body: the event as JSON. */
  readonly payload: Buffer;
}

/** Any other request. */
export interface OtherCall extends CallOrigin {
  readonly kind: 'other';
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly url: string;
}

/** Method, URL and headers of a request. */
export interface RequestHead {
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (read 2026-11-23). */
const invocationPath = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Reads a call from an HTTP request in the protocol of Kinesis (JSON), S3 (REST, path style) or Lambda (REST). */
export function readServiceCall(head: RequestHead, body: Buffer): ServiceCall {
  const requestId = readRequestId(head.headers['x-amzn-trace-id']?.toString());
  const call = readCall(head, body);
  return requestId === undefined ? call : { ...call, requestId };
}

function readCall(head: RequestHead, body: Buffer): ServiceCall {
  const { method, url, headers } = head;
  const other: ServiceCall = { kind: 'other', method, url };
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.endsWith('.PutRecords') ? readPutRecords(body) : other;
  const { pathname, searchParams } = new URL(url, 'http://service');
  const functionName = invocationPath.exec(pathname)?.[1];
  if (functionName !== undefined) {
    return { kind: 'invoke', functionName: decodeURIComponent(functionName), payload: body };
  }
  const [, bucket = '', ...keyParts] = pathname.split('/').map(decodeURIComponent);
  const key = keyParts.join('/');
  const operation = searchParams.get('x-id');
  if (key === '' || operation === null) return other;
  if (operation === 'PutObject') return { kind: 'putObject', bucket, key, body };
  if (operation === 'DeleteObject') return { kind: 'deleteObject', bucket, key };
  if (operation !== 'GetObject') return other;
  const versionId = searchParams.get('versionId');
  const firstByte = Number(/^bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
  return { kind: 'getObject', bucket, key, firstByte, ...(versionId !== null && { versionId }) };
}

function readPutRecords(body: Buffer): ServiceCall {
  const { Records } = JSON.parse(body.toString('utf8')) as {
    Records: readonly { PartitionKey: string; Data: string }[];
  };
  const entries = Records.map(({ PartitionKey, Data }) => ({
    partitionKey: PartitionKey,
    data: Buffer.from(Data, 'base64'),
  }));
  return { kind: 'putRecords', entries };
}
