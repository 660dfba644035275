import { createServer as createHttp1Server } from 'node:http';
import { type ServerHttp2Session, createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, type Socket, createServer as createSocketServer } from 'node:net';
import { LocalServicesError } from '../errors.js';
import type { ServiceRequest, ServiceResponse } from './service-handler.js';

const loopbackAddress = '127.0.0.1';

/** What one HTTP/2 stream, and one connection, may send ahead, in bytes. The standard 64 KiB throttle large requests. */
const streamWindowBytes = 4 * 1024 * 1024;
const sessionWindowBytes = 16 * 1024 * 1024;

/** How long an idle connection stays open. Longer than SDKs keep theirs, so that none is closed under a new request. */
const keepAliveMillis = 120_000;

/** Where the server listens, and its end. */
interface LoopbackServer {
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

/** What an HTTP/2 client with prior knowledge sends first. Source: RFC 9113, section 3.4. */
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

/**
 * Tells HTTP/2 from HTTP/1.1 by the first bytes of a connection.
 *
 * @param start - All bytes received so far.
 * @returns `undecided` while `start` is a proper prefix of the preface: wait for more bytes.
 */
export function recognizeProtocol(start: Uint8Array): 'http1' | 'http2' | 'undecided' {
  const shared = Math.min(start.length, preface.length);
  if (preface.compare(start, 0, shared, 0, shared) !== 0) return 'http1';
  return start.length < preface.length ? 'undecided' : 'http2';
}
