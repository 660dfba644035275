import { randomBytes, randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { S3Error } from '../errors.js';
import type { ServiceHandler, ServiceRequest, ServiceResponse } from '../network/service-handler.js';
import type { Storage } from './bucket/storage.js';
import { answerPreflight, corsHeaders } from './cors-rules.js';
import type { S3Answer } from './operations/operation.js';
import { readS3Request } from './request/s3-request.js';
import { renderPlainXml } from './request/xml.js';
import { findRoute } from './routes.js';

/** Serves S3's REST protocol, path style, to every request that comes to it. Signatures are not checked. */
export function createS3Handler(storage: Storage): ServiceHandler {
  return async (request, response) => {
    const requestId = randomBytes(8).toString('hex').toUpperCase();
    await send(await answer(request, storage, requestId), requestId, response);
    return true;
  };
}

async function answer(request: ServiceRequest, storage: Storage, requestId: string): Promise<S3Answer> {
  let cors: S3Answer['headers'] = {};
  try {
    const s3Request = readS3Request(request);
    const bucket = storage.findBucket(s3Request.bucketName ?? '');
    if (s3Request.method === 'OPTIONS') return answerPreflight(s3Request, bucket);
    cors = corsHeaders(s3Request, bucket);
    const answered = await findRoute(s3Request).operation(s3Request, storage);
    return { ...answered, headers: { ...answered.headers, ...cors } };
  } catch (error) {
    const refusal = errorAnswer(error, request, requestId);
    return { ...refusal, headers: { ...refusal.headers, ...cors } };
  }
}

function errorAnswer(error: unknown, request: ServiceRequest, requestId: string): S3Answer {
  const { code, status, message, details } = asS3Error(error);
  const content = { Code: code, Message: message, ...details, Resource: request.url, RequestId: requestId };
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    ...(request.method !== 'HEAD' && { body: renderPlainXml('Error', content) }),
  };
}

function asS3Error(error: unknown): S3Error {
  if (error instanceof S3Error) return error;
  return new S3Error('InternalError', 500, error instanceof Error ? error.message : String(error));
}

async function send(
  { status, headers, body }: S3Answer,
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
