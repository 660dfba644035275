import { type Agent, type IncomingMessage, request as sendRequest } from 'node:http';
import type { RequestHead } from './read-service-call.js';

/** Headers that belong to one connection and not to what is asked. */
const ofTheConnection = new Set(['host', 'connection', 'transfer-encoding', 'content-length', 'expect']);

/**
 * Sends a request on to a service and resolves with the head of its answer.
 *
 * @param endpoint - `http://host:port`.
 * @throws The network's error if the service can't be reached.
 */
export function forward(
  { method, url, headers }: RequestHead,
  body: Buffer,
  { endpoint, agent }: { readonly endpoint: string; readonly agent: Agent },
): Promise<IncomingMessage> {
  const kept = Object.entries(headers).filter(([name]) => !ofTheConnection.has(name));
  const hasBody = method === 'PUT' || method === 'POST';
  return new Promise((resolve, reject) => {
    const options = {
      method,
      agent,
      headers: { ...Object.fromEntries(kept), ...(hasBody && { 'content-length': body.length }) },
    };
    // A path is passed on as it came: URL would normalize what S3 takes literally.
    const { hostname, port } = new URL(endpoint);
    sendRequest({ ...options, hostname, port, path: url }, resolve)
      .on('error', reject)
      .end(body);
  });
}
