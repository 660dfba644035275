import type { Server } from 'node:http';
import { type ServerHttp2Session, createServer } from 'node:http2';
import type { Socket } from 'node:net';
import type { HttpRequest, HttpResponse, IdleConnections } from './connection-limits.js';

/** HTTP/2 flow-control windows of a stream and of a connection. The default of 64 KiB slows down large requests. */
const streamWindowBytes = 4 * 1024 * 1024;
const sessionWindowBytes = 16 * 1024 * 1024;

/**
 * Makes a server of HTTP/1.1 speak HTTP/2 on the same port. The first bytes of a connection select the protocol: the Kinesis client
 * of the AWS SDK uses HTTP/2 with prior knowledge, all other clients use HTTP/1.1.
 *
 * @param firstBytesMillis - A connection whose first bytes take longer is closed.
 * @returns A function that ends the HTTP/2 connections without a request in flight. Their clients get the end of the last
 * response before the connection closes.
 */
export function addHttp2(
  http1: Server,
  onRequest: (request: HttpRequest, response: HttpResponse) => void,
  {
    connections,
    firstBytesMillis,
  }: { readonly connections: IdleConnections; readonly firstBytesMillis: number },
): () => Promise<void> {
  const sessions = new Set<ServerHttp2Session>();
  const http2 = createServer({ settings: { initialWindowSize: streamWindowBytes } }, onRequest);
  http2.on('session', (session: ServerHttp2Session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    session.setLocalWindowSize(sessionWindowBytes);
    connections.watch(session);
  });
  // Only a server that listens itself has a time-out for headers, so HTTP/1.1 listens and gives connections away.
  const acceptHttp1 = http1.listeners('connection') as ((socket: Socket) => void)[];
  http1.removeAllListeners('connection').on('connection', (socket: Socket) => {
    socket.on('error', () => socket.destroy());
    detectProtocol(socket, firstBytesMillis, (protocol) => {
      if (protocol === 'http2') {
        // A server of HTTP/1.1 keeps its half of a connection open after the client's: an HTTP/2 stream would never close.
        socket.allowHalfOpen = false;
        http2.emit('connection', socket);
      } else for (const accept of acceptHttp1) accept.call(http1, socket);
    });
  });
  return () => closeSessions(sessions);
}

/** Longest time to wait for the end of HTTP/2 connections. */
const maxCloseMillis = 100;

async function closeSessions(sessions: ReadonlySet<ServerHttp2Session>): Promise<void> {
  const closed = [...sessions].map(
    (session) =>
      new Promise<void>((resolve) => {
        session.close(resolve);
      }),
  );
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, maxCloseMillis)));
  await Promise.race([Promise.all(closed), timeout]);
  clearTimeout(timer);
}

/** Calls `onProtocol` once the first bytes of the connection have arrived. They stay in the socket. */
function detectProtocol(
  socket: Socket,
  firstBytesMillis: number,
  onProtocol: (protocol: 'http1' | 'http2') => void,
): void {
  let start = Buffer.alloc(0);
  const timer = setTimeout(() => socket.destroy(), firstBytesMillis);
  const stop = (): void => {
    clearTimeout(timer);
    socket.off('readable', onReadable).off('close', stop);
  };
  const onReadable = (): void => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    start = Buffer.concat([start, chunk]);
    const protocol = recognizeProtocol(start);
    if (protocol === 'undecided') return;
    stop();
    socket.unshift(start);
    onProtocol(protocol);
  };
  socket.on('readable', onReadable).on('close', stop);
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
