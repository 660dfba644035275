import type { ResponseHeaders, S3Response } from './protocol/s3-response.js';
import { randomBytes, randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { S3Error } from '../errors.js';
import type { ServiceHandler, ServiceRequest, ServiceResponse } from '../network/service-handler.js';
import type { Storage } from './bucket/storage.js';
import { corsHeaders, handlePreflight } from './cors-rules.js';
import { readS3Request } from './protocol/s3-request.js';
import { renderPlainXml } from './protocol/xml.js';
import { findRoute } from './routes.js';

/** Creates the handler of the S3 REST protocol, path style. It accepts all requests and does not check signatures. */
export function createS3Handler(storage: Storage): ServiceHandler {
  return async (request, response) => {
    const requestId = randomBytes(8).toString('hex').toUpperCase();
    await send(await respond(request, storage, requestId), requestId, response);
    return true;
  };
}

/**
 * Answers the requests of foreign web pages to buckets that have CORS rules. The rules decide. Other handlers never see such a
 * request.
 */
export function answerPagesByCorsRules(storage: Storage, s3Handler: ServiceHandler): ServiceHandler {
  return (request, response) => hasCorsRules(request, storage) && s3Handler(request, response);
}

function hasCorsRules(request: ServiceRequest, storage: Storage): boolean {
  try {
    const bucket = storage.findBucket(readS3Request(request).bucketName ?? '');
    return bucket?.configurations.has('cors') ?? false;
  } catch {
    return false;
  }
}

async function respond(request: ServiceRequest, storage: Storage, requestId: string): Promise<S3Response> {
  let cors: ResponseHeaders = {};
  try {
    const s3Request = readS3Request(request);
    const bucket = storage.findBucket(s3Request.bucketName ?? '');
    if (s3Request.method === 'OPTIONS') return handlePreflight(s3Request, bucket);
    cors = corsHeaders(s3Request, bucket);
    const result = await findRoute(s3Request).operation(s3Request, storage);
    return { ...result, headers: { ...result.headers, ...cors } };
  } catch (error) {
    const result = errorResponse(error, request, requestId);
    return { ...result, headers: { ...result.headers, ...cors } };
  }
}

function errorResponse(error: unknown, request: ServiceRequest, requestId: string): S3Response {
  const { code, status, message, details } = toS3Error(error);
  const content = { Code: code, Message: message, ...details, Resource: request.url, RequestId: requestId };
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    ...(request.method !== 'HEAD' && { body: renderPlainXml('Error', content) }),
  };
}

function toS3Error(error: unknown): S3Error {
  if (error instanceof S3Error) return error;
  return new S3Error('InternalError', 500, error instanceof Error ? error.message : String(error));
}

async function send(
  { status, headers, body }: S3Response,
  requestId: string,
  response: ServiceResponse,
): Promise<void> {
  response.statusCode = status;
  response.setHeader('x-amz-request-id', requestId);
  response.setHeader('x-amz-id-2', randomUUID());
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value !== undefined) response.setHeader(name, value);
  }
  if (body === undefined || typeof body === 'string') {
    if (body !== undefined) response.setHeader('content-length', String(Buffer.byteLength(body)));
    response.end(body);
  } else {
    await pipeline(body, response);
  }
}
