import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse, Http2Session } from 'node:http2';
import type { Socket } from 'node:net';

/** Limits of the connections to a server. */
export interface ConnectionLimits {
  /** Further connections are closed at once. */
  readonly maxConnections: number;
  /** Longest time for the headers of a request to arrive. */
  readonly headersMillis: number;
  /** Longest time in which a connection may transfer nothing while the server waits for the client. */
  readonly idleMillis: number;
}

/** Longer than the pauses of an AWS client between requests, so that no request meets a connection that is being closed. */
export const defaultConnectionLimits: ConnectionLimits = {
  maxConnections: 4_096,
  headersMillis: 30_000,
  idleMillis: 120_000,
};

/** A request over HTTP/1.1 or HTTP/2. */
export type HttpRequest = IncomingMessage | Http2ServerRequest;

/** A response over HTTP/1.1 or HTTP/2. */
export type HttpResponse = ServerResponse | Http2ServerResponse;

interface Exchange {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
}

/**
 * Closes connections that are idle because of the client: without a request, with a body that does not continue, or with a
 * response that is not read. A connection on which a client waits for its response stays open: an invocation may take 15
 * minutes.
 */
export class IdleConnections {
  readonly #idleMillis: number;
  readonly #inFlight = new WeakMap<Socket | Http2Session, Set<Exchange>>();

  constructor(idleMillis: number) {
    this.#idleMillis = idleMillis;
  }

  /** Starts the idle time of a connection. */
  watch(connection: Http2Session): void {
    connection.setTimeout(this.#idleMillis);
    connection.on('timeout', () => {
      this.onIdle(connection);
    });
  }

  /** Follows an exchange until its response is sent or the connection is closed. */
  follow(request: HttpRequest, response: HttpResponse): void {
    const connection = 'stream' in request ? request.stream.session : request.socket;
    if (connection === undefined) return;
    const exchanges = this.#inFlight.get(connection) ?? new Set();
    const exchange = { request, response };
    this.#inFlight.set(connection, exchanges.add(exchange));
    response.once('close', () => exchanges.delete(exchange));
  }

  /** Closes a connection after its idle time, or starts that time again. */
  onIdle(connection: Socket | Http2Session): void {
    const exchanges = [...(this.#inFlight.get(connection) ?? [])];
    if (exchanges.some(waitsForServer)) connection.setTimeout(this.#idleMillis);
    else connection.destroy();
  }
}

function waitsForServer({ request, response }: Exchange): boolean {
  const isReceived = request.complete || ('stream' in request && request.stream.endAfterHeaders);
  // Bytes that the server has not read yet: the server is slow, not the client.
  if (!isReceived) return request.readableLength > 0;
  return ('stream' in response ? response.stream : response).writableLength === 0;
}
