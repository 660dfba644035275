import { createServer as createHttp1Server } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Session } from 'node:http2';
import { createServer as createSocketServer, type AddressInfo, type Socket } from 'node:net';
import { LocalServicesError } from '../local-services-error.js';
import { recognizeProtocol } from './recognize-protocol.js';
import type { ServiceRequest, ServiceResponse } from './service-handler.js';

const loopbackAddress = '127.0.0.1';

/** What one HTTP/2 stream, and one connection, may send ahead, in bytes. The standard 64 KiB throttle large requests. */
const streamWindowBytes = 4 * 1024 * 1024;
const sessionWindowBytes = 16 * 1024 * 1024;

/** How long an idle connection stays open. Longer than SDKs keep theirs, so that none is closed under a new request. */
const keepAliveMillis = 120_000;

/** Where the server listens, and its end. */
export interface LoopbackServer {
  readonly port: number;
  /** Ends every connection, whatever it is doing, and frees the port. */
  close(): Promise<void>;
}

/**
 * Serves HTTP/1.1 and HTTP/2 (without TLS, by prior knowledge) on one port of 127.0.0.1. The AWS SDK's Kinesis client
 * speaks the second, everything else the first; the first bytes of a connection tell which.
 *
 * @param port - 0 for any free port.
 * @throws {@link LocalServicesError} `LOCAL_SERVICES_PORT_UNAVAILABLE` if the port is taken.
 */
export async function startLoopbackServer(
  port: number,
  answer: (request: ServiceRequest, response: ServiceResponse) => void,
): Promise<LoopbackServer> {
  const http1 = createHttp1Server({ requestTimeout: 0, keepAliveTimeout: keepAliveMillis }, answer);
  const http2 = createHttp2Server({ settings: { initialWindowSize: streamWindowBytes } }, answer);
  http2.on('session', (session: ServerHttp2Session) => {
    session.setLocalWindowSize(sessionWindowBytes);
  });
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    whenRecognized(socket, (protocol) => (protocol === 'http2' ? http2 : http1).emit('connection', socket));
  });
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function whenRecognized(socket: Socket, hand: (protocol: 'http1' | 'http2') => void): void {
  let start = Buffer.alloc(0);
  const look = (): void => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    start = Buffer.concat([start, chunk]);
    const protocol = recognizeProtocol(start);
    if (protocol === 'undecided') return;
    socket.off('readable', look);
    socket.unshift(start);
    hand(protocol);
  };
  socket.on('readable', look);
}

function listen(server: ReturnType<typeof createSocketServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new LocalServicesError(
          'LOCAL_SERVICES_PORT_UNAVAILABLE',
          `Port ${port} of ${loopbackAddress} can't be used; choose another, or 0 for any free one.`,
          { cause },
        ),
      );
    });
    server.listen(port, loopbackAddress, resolve);
  });
}
