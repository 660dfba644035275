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
