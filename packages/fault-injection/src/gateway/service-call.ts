import type { IncomingHttpHeaders } from 'node:http';

/** What a client asks of a service, as far as a plan needs it to choose what breaks. */
export type ServiceCall = PutRecordsCall | GetObjectCall | PutObjectCall | InvokeCall | OtherCall;

/** Records for a stream, in one request. */
export interface PutRecordsCall {
  readonly kind: 'putRecords';
  readonly entries: readonly { readonly partitionKey: string; readonly data: Buffer }[];
}

/** An object, or what follows a byte of it. */
export interface GetObjectCall {
  readonly kind: 'getObject';
  readonly bucket: string;
  readonly key: string;
  /** Absent where the current version is asked for. */
  readonly versionId?: string;
  /** Where the answer begins, in bytes. */
  readonly firstByte: number;
}

/** A new object, whole. */
export interface PutObjectCall {
  readonly kind: 'putObject';
  readonly bucket: string;
  readonly key: string;
  /** The content as it was sent. */
  readonly body: Buffer;
}

/** An event for a function. */
export interface InvokeCall {
  readonly kind: 'invoke';
  /** As it stands in the path: a name or an ARN. */
  readonly functionName: string;
  /** The event, as it was sent. */
  readonly payload: Buffer;
}

/** Anything else. */
export interface OtherCall {
  readonly kind: 'other';
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly url: string;
}

/** The parts of a request that say what it asks. */
export interface RequestHead {
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (read 2026-11-23). */
const invocationPath = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Finds out what a request asks, by the protocols of Kinesis (JSON), S3 (REST, path style) and Lambda (REST). */
export function readServiceCall(head: RequestHead, body: Buffer): ServiceCall {
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
