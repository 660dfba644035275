import type { IncomingHttpHeaders } from 'node:http';
import type { Readable, Writable } from 'node:stream';

/** A request as it comes in, over HTTP/1.1 or HTTP/2. The body is the stream. */
export type ServiceRequest = Readable & {
  readonly method?: string | undefined;
  /** Path and query, still percent-encoded. */
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
};

/** The answer to a request, over HTTP/1.1 or HTTP/2. */
export type ServiceResponse = Writable & {
  statusCode: number;
  readonly headersSent: boolean;
  setHeader(name: string, value: string): unknown;
};

/**
 * Answers the requests that are its own. Handlers are asked in order.
 *
 * @returns false, with request and response untouched, to leave the request to the next handler; true once answered.
 */
export type ServiceHandler = (
  request: ServiceRequest,
  response: ServiceResponse,
) => boolean | Promise<boolean>;

/**
 * Makes handlers into a listener for a server: each request goes to the first that takes it. One that names another
 * host than this machine is refused, one whose handler fails loses its connection.
 */
export function answerByFirst(handlers: readonly ServiceHandler[]) {
  return (request: ServiceRequest, response: ServiceResponse): void => {
    // A client that goes away is no failure of the server; whoever reads or writes then learns of it.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    if (!isLoopbackHost(hostOf(request))) {
      refuse(response);
      return;
    }
    answer(handlers, request, response).catch(() => {
      response.destroy();
    });
  };
}

async function answer(
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

function refuse(response: ServiceResponse): void {
  response.statusCode = 403;
  response.setHeader('content-type', 'text/plain');
  response.end('This server answers to localhost and 127.0.0.1 only.\n');
}

const loopbackNames = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * Whether a Host header names this machine. Any other name means that a web page reached the port through a name of
 * its own (DNS rebinding), and gets no answer.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && loopbackNames.test(host);
}

/** A body had more bytes than the service takes. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  readonly code = 'LOCAL_SERVICES_BODY_TOO_LARGE';

  constructor(readonly maxBytes: number) {
    super(`The request body has more than ${maxBytes} bytes; send less in one request.`);
  }
}

/**
 * Reads a whole body into memory.
 *
 * @param maxBytes - Most bytes accepted. What comes after them is read and thrown away, so that the client gets its answer.
 * @throws {@link BodyTooLargeError} if there are more.
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
