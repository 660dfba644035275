import { type RequestListener, type Server, createServer } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { LocalServicesError } from '../errors.js';
import { type AllowedPages, type Refusal, findRefusal } from './caller-guard.js';
import {
  type ConnectionLimits,
  type HttpRequest,
  type HttpResponse,
  IdleConnections,
  defaultConnectionLimits,
} from './connection-limits.js';
import type { ServiceHandler } from './service-handler.js';
import { addHttp2 } from './shared-port.js';

const loopbackAddress = '127.0.0.1';

/** How often Node.js looks for connections whose headers take too long. */
const headersCheckMillis = 1_000;

/** Options of {@link startLoopbackServer}. */
export interface LoopbackServerOptions {
  /** Default: 0, any free port. */
  readonly port?: number;
  /** The web pages that may send requests. */
  readonly pages: AllowedPages;
  readonly listener: RequestListener;
  /** If given, the server also speaks HTTP/2. */
  readonly http2Listener?: (request: Http2ServerRequest, response: Http2ServerResponse) => void;
  /**
   * Answers requests of other pages, such as those that the CORS rules of a bucket allow. If it returns false, the request is
   * refused. Default: all are refused.
   */
  readonly answerOtherPages?: ServiceHandler;
  readonly limits?: Partial<ConnectionLimits>;
}

/** A running server. */
export interface LoopbackServer {
  readonly port: number;
  /** Closes all connections, in-flight requests included, and frees the port. */
  close(): Promise<void>;
}

/**
 * Serves HTTP/1.1, and HTTP/2 if it has a listener, on one port of 127.0.0.1, without TLS.
 *
 * Every server of a local run is started here: requests of foreign web pages are refused ({@link findRefusal}) and idle
 * connections are closed ({@link ConnectionLimits}).
 *
 * @throws {@link LocalServicesError} `LOCAL_SERVICES_PORT_UNAVAILABLE` if the server can't listen on the port.
 */
export async function startLoopbackServer(options: LoopbackServerOptions): Promise<LoopbackServer> {
  const limits = { ...defaultConnectionLimits, ...options.limits };
  const connections = new IdleConnections(limits.idleMillis);
  let port = 0;
  const accept = (request: HttpRequest, response: HttpResponse): void => {
    // A client that disconnects must not crash the server. Whoever reads or writes the stream gets the error.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    connections.follow(request, response);
    const refusal = findRefusal(request, options.pages, port);
    if (refusal === undefined) pass(options, request, response);
    else refuse({ ...options, refusal }, request, response).catch(() => response.destroy());
  };
  const server = createHttp1Server(limits, connections, accept);
  const endHttp2 =
    options.http2Listener === undefined
      ? undefined
      : addHttp2(server, accept, { connections, firstBytesMillis: limits.headersMillis });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  port = await listen(server, options.port ?? 0);
  return {
    port,
    close: async () => {
      await endHttp2?.();
      await close(server, sockets);
    },
  };
}

function createHttp1Server(
  { maxConnections, headersMillis, idleMillis }: ConnectionLimits,
  connections: IdleConnections,
  listener: RequestListener,
): Server {
  const server = createServer(
    {
      headersTimeout: headersMillis,
      connectionsCheckingInterval: Math.min(headersCheckMillis, headersMillis),
      keepAliveTimeout: idleMillis,
      // A large upload takes as long as it takes; its pauses are limited.
      requestTimeout: 0,
    },
    listener,
  );
  server.maxConnections = maxConnections;
  server.setTimeout(idleMillis, (socket) => {
    connections.onIdle(socket);
  });
  return server;
}

function pass(
  { listener, http2Listener }: Pick<LoopbackServerOptions, 'listener' | 'http2Listener'>,
  request: HttpRequest,
  response: HttpResponse,
): void {
  if ('stream' in request) http2Listener?.(request, response as Http2ServerResponse);
  else listener(request, response as Parameters<RequestListener>[1]);
}

async function refuse(
  { answerOtherPages, refusal }: Pick<LoopbackServerOptions, 'answerOtherPages'> & { refusal: Refusal },
  request: HttpRequest,
  response: HttpResponse,
): Promise<void> {
  if (refusal.reason === 'page' && (await answerOtherPages?.(request, response))) return;
  response.statusCode = refusal.status;
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.end(`${refusal.message}\n`);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new LocalServicesError(
          'LOCAL_SERVICES_PORT_UNAVAILABLE',
          `Can't listen on port ${port} of ${loopbackAddress}. Choose another port, or 0 for any free port.`,
          { cause },
        ),
      );
    });
    server.listen(port, loopbackAddress, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    for (const socket of sockets) socket.destroy();
  });
}
