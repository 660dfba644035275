import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import type { Socket } from 'node:net';

/** The response of a gateway to its client. The Kinesis client of the AWS SDK speaks HTTP/2. */
export type ClientResponse = ServerResponse | Http2ServerResponse;

/** Headers of HTTP/1.1 connections. HTTP/2 does not allow them. Source: RFC 9113, section 8.2.2. */
const connectionHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** Sends the status and the headers of a service's response. */
export function passHead(
  response: ClientResponse,
  { statusCode = 500, headers }: { statusCode?: number | undefined; headers: IncomingHttpHeaders },
): void {
  for (const [name, value] of Object.entries(headers)) {
    const isAllowed = !('stream' in response) || !connectionHeaders.has(name);
    if (value !== undefined && isAllowed) response.setHeader(name, value);
  }
  response.statusCode = statusCode;
}

/** Sends a complete response. */
export function respond(
  response: ClientResponse,
  {
    status,
    type,
    body,
  }: { readonly status: number; readonly type: string; readonly body?: Buffer | undefined },
): void {
  response.statusCode = status;
  response.setHeader('content-type', type);
  if (body === undefined) response.end();
  else response.end(body);
}

/** Resets the connection of a response. An HTTP/2 connection is closed, with all its requests. */
export function resetResponse(response: ClientResponse): void {
  if ('stream' in response) response.stream.session?.destroy();
  else if (response.socket !== null) resetConnection(response.socket);
}

/** Closes the connection of a response that has failed. */
export function abortResponse(response: ClientResponse): void {
  if ('stream' in response) response.stream.session?.destroy();
  else response.socket?.destroy();
}

/** Resolves when a chunk of a response has been sent. A reset discards what has not been sent. */
export function writeChunk(response: ClientResponse, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const onSent = (): void => {
      resolve();
    };
    if ('stream' in response) response.write(chunk, onSent);
    else response.write(chunk, onSent);
  });
}

/**
 * Resets a connection. A connection that this side is already ending is closed instead: libuv does not allow a reset during a
 * shutdown, and Node.js then never closes the socket, so the process can't exit.
 * Source: `uv_tcp_close_reset` in https://docs.libuv.org/en/v1.x/tcp.html (read 2026-11-29).
 */
export function resetConnection(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
