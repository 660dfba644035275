import { createServer as createHttp1Server } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Session } from 'node:http2';
import { createServer as createSocketServer, type AddressInfo, type Socket } from 'node:net';
import { LocalServicesError } from '../errors.js';
import type { ServiceRequest, ServiceResponse } from './service-handler.js';

const loopbackAddress = '127.0.0.1';

/** HTTP/2 flow-control windows of a stream and of a connection. The default of 64 KiB slows down large requests. */
const streamWindowBytes = 4 * 1024 * 1024;
const sessionWindowBytes = 16 * 1024 * 1024;

/** Idle time before the server closes a connection. Longer than in the SDKs, so that no request meets a closed one. */
const keepAliveMillis = 120_000;

/** A running server. */
interface LoopbackServer {
  readonly port: number;
  /** Closes all connections, in-flight requests included, and frees the port. */
  close(): Promise<void>;
}

/**
 * Serves HTTP/1.1 and HTTP/2 on one port of 127.0.0.1, without TLS. The first bytes of a connection select the protocol:
 * the Kinesis client of the AWS SDK uses HTTP/2 with prior knowledge, all other clients use HTTP/1.1.
 *
 * @param port - 0 selects a free port.
 * @throws {@link LocalServicesError} `LOCAL_SERVICES_PORT_UNAVAILABLE` if the server can't listen on the port.
 */
export async function startLoopbackServer(
  port: number,
  listener: (request: ServiceRequest, response: ServiceResponse) => void,
): Promise<LoopbackServer> {
  const http1 = createHttp1Server({ requestTimeout: 0, keepAliveTimeout: keepAliveMillis }, listener);
  const http2 = createHttp2Server({ settings: { initialWindowSize: streamWindowBytes } }, listener);
  http2.on('session', (session: ServerHttp2Session) => {
    session.setLocalWindowSize(sessionWindowBytes);
  });
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    detectProtocol(socket, (protocol) => (protocol === 'http2' ? http2 : http1).emit('connection', socket));
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

/** Calls `onProtocol` once the first bytes of the connection have arrived. They stay in the socket. */
function detectProtocol(socket: Socket, onProtocol: (protocol: 'http1' | 'http2') => void): void {
  let start = Buffer.alloc(0);
  const onReadable = (): void => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    start = Buffer.concat([start, chunk]);
    const protocol = recognizeProtocol(start);
    if (protocol === 'undecided') return;
    socket.off('readable', onReadable);
    socket.unshift(start);
    onProtocol(protocol);
  };
  socket.on('readable', onReadable);
}

/** The connection preface of HTTP/2 with prior knowledge. Source: RFC 9113, section 3.4. */
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

/**
 * Distinguishes HTTP/2 from HTTP/1.1 by the first bytes of a connection.
 *
 * @param start - All bytes received so far.
 * @returns `undecided` while `start` is a proper prefix of the HTTP/2 preface: wait for more bytes.
 */
export function recognizeProtocol(start: Uint8Array): 'http1' | 'http2' | 'undecided' {
  const compared = Math.min(start.length, preface.length);
  if (preface.compare(start, 0, compared, 0, compared) !== 0) return 'http1';
  return start.length < preface.length ? 'undecided' : 'http2';
}

function listen(server: ReturnType<typeof createSocketServer>, port: number): Promise<void> {
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
    server.listen(port, loopbackAddress, resolve);
  });
}
