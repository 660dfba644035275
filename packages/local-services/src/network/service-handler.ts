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
 * Creates a request listener that calls `handlers` in order until one responds; if none does, the response is 404.
 *
 * A request for a host other than this machine gets 403. If a handler fails, the connection is closed.
 *
 * @param clock - The time of the header `Date`. AWS clients compare it with their own time.
 */
export function dispatchRequests(handlers: readonly ServiceHandler[], clock: Pick<Clock, 'now'>) {
  return (request: ServiceRequest, response: ServiceResponse): void => {
    response.setHeader('date', new Date(clock.now()).toUTCString());
    // A client that disconnects must not crash the server. Whoever reads or writes the stream gets the error.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    if (!isLoopbackHost(hostOf(request))) {
      rejectForeignHost(response);
      return;
    }
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

function hostOf({ headers }: ServiceRequest): string | undefined {
  const authority = headers[':authority'];
  return typeof authority === 'string' ? authority : headers.host;
}

function rejectForeignHost(response: ServiceResponse): void {
  response.statusCode = 403;
  response.setHeader('content-type', 'text/plain');
  response.end('This server accepts requests for localhost and 127.0.0.1 only.\n');
}

const loopbackNames = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * Whether a Host header names this machine. With any other name, a web page may have reached the port through a domain of
 * its own (DNS rebinding), so the request is rejected.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && loopbackNames.test(host);
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
