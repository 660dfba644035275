import { randomUUID } from 'node:crypto';
import { BodyTooLargeError, KinesisError } from '../errors.js';
import {
  readBody,
  type ServiceHandler,
  type ServiceRequest,
  type ServiceResponse,
} from '../network/service-handler.js';
import { accessKeyIdOf, type Authorize } from '../network/authorize.js';
import type { OnRequest } from '../network/served-request.js';
import { checkPermission, type KinesisCall } from './check-permission.js';
import { sendSubscription } from './event-stream.js';
import { operations } from './operations/operations.js';
import { subscribeToShard } from './operations/subscribe-to-shard.js';
import type { StreamCatalogue } from './stream/stream-catalogue.js';

const targetPrefix = 'Kinesis_20131202.';
const contentType = 'application/x-amz-json-1.1';

/** Largest request: 10 MiB of data in base64, plus the keys and JSON of 500 entries. */
const maxRequestBytes = 18 * 1024 * 1024;

/** Options of {@link createKinesisHandler}. */
interface KinesisHandlerOptions {
  /** Default: every caller may do everything. */
  readonly authorize?: Authorize | undefined;
  readonly onRequest?: OnRequest | undefined;
}

/**
 * Creates the handler of the Kinesis JSON protocol, for requests with an `X-Amz-Target` of Kinesis. It does not check
 * signatures.
 */
export function createKinesisHandler(
  catalogue: StreamCatalogue,
  { authorize = () => undefined, onRequest }: KinesisHandlerOptions = {},
): ServiceHandler {
  return async (request, response) => {
    const target = request.headers['x-amz-target'];
    if (typeof target !== 'string' || !target.startsWith(targetPrefix)) return false;
    const name = target.slice(targetPrefix.length);
    let resource: string | undefined;
    const count = (status: number, errorCode?: string): void => {
      const answered = { service: 'kinesis', operation: name, resource, status } as const;
      const accessKeyId = accessKeyIdOf(request);
      onRequest?.({ ...answered, accessKeyId, ...(errorCode !== undefined && { errorCode }) });
    };
    try {
      const body = await readBody(request, maxRequestBytes);
      rejectCbor(request);
      const call = { name, json: parseObject(body), catalogue };
      resource = namedStream(call.json);
      checkPermission(call, request, authorize);
      const respond = execute(call);
      count(200);
      respond(response);
    } catch (cause) {
      const error = toKinesisError(cause);
      count(error.status, error.code);
      sendError(response, error);
    }
    return true;
  };
}

function namedStream({
  StreamName: name,
  StreamARN: arn,
}: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof name === 'string') return name;
  return typeof arn === 'string' ? arn.split('/').at(-1) : undefined;
}

/** Executes a call. Returns what sends its result. */
function execute({ name, json, catalogue }: KinesisCall): (response: ServiceResponse) => void {
  if (name === 'SubscribeToShard') {
    const start = subscribeToShard.execute(json, catalogue);
    return (response) => {
      setHeaders(response, 200, 'application/vnd.amazon.eventstream');
      sendSubscription(response, start);
    };
  }
  const operation = operations.get(name);
  if (operation === undefined) {
    throw new KinesisError('UnknownOperationException', `The local services do not support ${name}.`, 501);
  }
  const result = operation.execute(json, catalogue);
  return (response) => {
    send(response, 200, result === undefined ? '' : JSON.stringify(result));
  };
}

/** The AWS SDK for Java and the KPL send CBOR unless it is switched off. */
function rejectCbor({ headers }: ServiceRequest): void {
  const requested = headers['content-type'] ?? '';
  if (!requested.startsWith('application/x-amz-cbor-1.1')) return;
  throw new KinesisError(
    'UnsupportedMediaTypeException',
    `The local services do not support CBOR (application/x-amz-cbor-1.1). Send JSON (${contentType}): ` +
      'set CBOR_ENABLED=false for the AWS SDK for Java 2, or AWS_CBOR_DISABLE=true for the AWS SDK for Java 1.',
    415,
  );
}

function parseObject(body: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new KinesisError('SerializationException', 'The request body is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new KinesisError('SerializationException', 'The request body is not a JSON object.');
  }
  return value as Record<string, unknown>;
}

function toKinesisError(error: unknown): KinesisError {
  if (error instanceof KinesisError) return error;
  if (error instanceof BodyTooLargeError) {
    return new KinesisError('RequestEntityTooLargeException', error.message, 413);
  }
  return new KinesisError('InternalFailure', error instanceof Error ? error.message : String(error), 500);
}

function sendError(response: ServiceResponse, { code, message, status }: KinesisError): void {
  response.setHeader('x-amzn-ErrorType', code);
  // AWS writes this member with a capital letter for this error only. SDKs read both.
  const member = code === 'SerializationException' ? 'Message' : 'message';
  send(response, status, JSON.stringify({ __type: code, [member]: message }));
}

function send(response: ServiceResponse, status: number, body: string): void {
  setHeaders(response, status, contentType);
  response.setHeader('content-length', String(Buffer.byteLength(body)));
  response.end(body);
}

function setHeaders(response: ServiceResponse, status: number, type: string): void {
  response.statusCode = status;
  response.setHeader('content-type', type);
  response.setHeader('x-amzn-RequestId', randomUUID());
}
