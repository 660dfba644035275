import { randomUUID } from 'node:crypto';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { S3Error } from '../errors.js';
import type { ServiceRequest, ServiceResponse } from '../network/service-handler.js';
import type { ResponseHeaders, S3Response } from './protocol/s3-response.js';
import { renderPlainXml } from './protocol/xml.js';

/** A request whose response is sent. */
export interface Exchange {
  readonly request: ServiceRequest;
  readonly requestId: string;
  readonly response: ServiceResponse;
}

/** What an object or a configuration holds is never run as a script on the origin of the services, whatever its Content-Type. */
const withoutScripts = { 'content-security-policy': 'sandbox', 'x-content-type-options': 'nosniff' };

/** Sends a response. If its headers can't be sent, the client gets an error instead, and the body is released. */
export async function sendResponse(planned: S3Response, exchange: Exchange): Promise<void> {
  const { response, requestId } = exchange;
  const { status, headers, body } = sendable(planned, exchange);
  response.statusCode = status;
  const all = { 'x-amz-request-id': requestId, 'x-amz-id-2': randomUUID(), ...withoutScripts, ...headers };
  for (const [name, value] of definedHeaders(all)) response.setHeader(name, value);
  if (body instanceof Readable) {
    await pipeline(body, response);
  } else {
    if (body !== undefined) response.setHeader('content-length', String(Buffer.byteLength(body)));
    response.end(body);
  }
}

/** The response to a request that failed. */
export function errorResponse(error: unknown, { request, requestId }: Exchange): S3Response {
  const { code, status, message, details, headers } = toS3Error(error);
  const content = { Code: code, Message: message, ...details, Resource: request.url, RequestId: requestId };
  return {
    status,
    headers: { 'content-type': 'application/xml', ...headers },
    ...(request.method !== 'HEAD' && { body: renderPlainXml('Error', content) }),
  };
}

function sendable(planned: S3Response, exchange: Exchange): S3Response {
  try {
    for (const [name, value] of definedHeaders(planned.headers ?? {})) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return planned;
  } catch (error) {
    if (planned.body instanceof Readable) planned.body.destroy();
    return errorResponse(error, exchange);
  }
}

const definedHeaders = (headers: ResponseHeaders): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));

/** An error that is none of S3 is its `InternalError`. */
export function toS3Error(error: unknown): S3Error {
  if (error instanceof S3Error) return error;
  return new S3Error('InternalError', 500, error instanceof Error ? error.message : String(error));
}
