import type { IncomingHttpHeaders } from 'node:http';
import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../clock.js';
import { BodyTooLargeError } from '../errors.js';

/** A request over HTTP/1.1 or HTTP/2. The stream is its body. */
export type ServiceRequest = Readable & {
  readonly method?: string | undefined;
  /** Path and query, percent-encoded. */
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
};

/** The response to a {@link ServiceRequest}, over HTTP/1.1 or HTTP/2. */
export type ServiceResponse = Writable & {
  statusCode: number;
  readonly headersSent: boolean;
  setHeader(name: string, value: string): unknown;
};

/**
 * Responds to the requests that belong to one service.
 *
 * @returns true if the handler responded. false, with request and response untouched, passes the request to the next
 * handler.
 */
export type ServiceHandler = (
  request: ServiceRequest,
  response: ServiceResponse,
) => boolean | Promise<boolean>;

/**
 * Creates a request listener that calls `handlers` in order until one responds; if none does, the response is 404. If a handler
 * fails, the connection is closed.
 *
 * @param clock - The time of the header `Date`. AWS clients compare it with their own time.
 */
export function dispatchRequests(handlers: readonly ServiceHandler[], clock: Pick<Clock, 'now'>) {
  return (request: ServiceRequest, response: ServiceResponse): void => {
    response.setHeader('date', new Date(clock.now()).toUTCString());
    dispatch(handlers, request, response).catch(() => {
      response.destroy();
    });
  };
}

async function dispatch(
  handlers: readonly ServiceHandler[],
  request: ServiceRequest,
  response: ServiceResponse,
): Promise<void> {
  for (const handler of handlers) if (await handler(request, response)) return;
  response.statusCode = 404;
  response.end();
}

/**
 * Reads a body into memory.
 *
 * @param maxBytes - Largest body accepted. A larger body is read to its end and discarded, so that the client gets the
 * response.
 * @throws {@link BodyTooLargeError} if the body exceeds `maxBytes`.
 */
export async function readBody(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
  }
  if (size > maxBytes) throw new BodyTooLargeError(maxBytes);
  return Buffer.concat(chunks, size);
}
