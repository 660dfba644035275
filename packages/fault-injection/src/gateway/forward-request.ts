import { type Agent, type IncomingMessage, request as sendRequest } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RequestHead } from './service-call.js';

/** The services that a gateway forwards to. */
export interface ForwardTarget {
  /** `http://host:port` of the services. */
  readonly endpoint: string;
  readonly agent: Agent;
}

/** Headers that apply to one connection. They are not forwarded, nor are the pseudo-headers of HTTP/2. */
const connectionHeaders = new Set(['host', 'connection', 'transfer-encoding', 'content-length', 'expect']);

/**
 * Sends a request to the services.
 *
 * @param body - The complete body, or a stream of it, whose length the header `content-length` of the request has.
 * @throws the error of the connection, or of the stream.
 */
export function forwardRequest(
  { method, url, headers }: RequestHead,
  body: Buffer | Readable,
  { endpoint, agent }: ForwardTarget,
): Promise<IncomingMessage> {
  const kept = Object.entries(headers).filter(
    ([name]) => !connectionHeaders.has(name) && !name.startsWith(':'),
  );
  const hasBody = method === 'PUT' || method === 'POST';
  const length = body instanceof Readable ? headers['content-length'] : body.length;
  const forwarded = {
    ...Object.fromEntries(kept),
    ...(hasBody && length !== undefined && { 'content-length': length }),
  };
  // The path is forwarded unchanged. `new URL` would normalize it, but S3 keys are literal.
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const sent = sendRequest({ method, agent, headers: forwarded, hostname, port, path: url }, resolve);
    sent.on('error', reject);
    if (body instanceof Readable) pipeline(body, sent).catch(reject);
    else sent.end(body);
  });
}
