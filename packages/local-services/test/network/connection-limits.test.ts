import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { type Socket, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLoopbackServer } from '@headwaters/local-services';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const limits = { maxConnections: 3, headersMillis: 300, idleMillis: 600 };

/** Longest time until a connection beyond a limit is closed: the limit, and the pause between checks of it. */
const closedWithinMillis = 2_000;

describe('startLoopbackServer', () => {
  let server: Awaited<ReturnType<typeof startLoopbackServer>>;
  let sockets: Socket[];

  beforeEach(async () => {
    sockets = [];
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      if (request.url === '/slow') setTimeout(() => response.end('late'), 2 * limits.idleMillis);
      else if (request.url === '/large') response.end(Buffer.alloc(64 * 1024 * 1024));
      else if (request.url !== '/unanswered') request.resume().on('end', () => response.end('ok'));
    };
    server = await startLoopbackServer({
      pages: 'none',
      limits,
      listener: answer,
      http2Listener: (request, response) => {
        answer(request as unknown as IncomingMessage, response as unknown as ServerResponse);
      },
    });
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await server.close();
  });

  async function open(start = ''): Promise<Socket> {
    const socket = connect(server.port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    if (start !== '') socket.write(start, 'latin1');
    return socket;
  }

  const isClosed = async (socket: Socket): Promise<boolean> => {
    const closed = once(socket.resume(), 'close').then(() => true);
    return Promise.race([closed, sleep(closedWithinMillis, false)]);
  };

  const head = 'Host: localhost\r\n';
  const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

  it.each([
    ['sends nothing', ''],
    ['sends half of the HTTP/2 preface', preface.slice(0, 10)],
    ['does not complete its headers', `POST / HTTP/1.1\r\n${head}`],
    ['does not continue its body', `POST / HTTP/1.1\r\n${head}Content-Length: 10\r\n\r\nabc`],
    ['opens HTTP/2 and sends no request', `${preface}\0\0\0\u0004\0\0\0\0\0`],
  ])('closes a connection whose client %s', async (_, start) => {
    expect(await isClosed(await open(start))).toBe(true);
  });

  it('closes a connection whose headers arrive byte by byte without end', async () => {
    const socket = await open(`GET / HTTP/1.1\r\n${head}X-A: `);
    const drip = setInterval(() => socket.write('a'), 50);
    try {
      expect(await isClosed(socket)).toBe(true);
    } finally {
      clearInterval(drip);
    }
  });

  it('closes a connection whose client does not read the response', async () => {
    const socket = await open(`GET /large HTTP/1.1\r\n${head}\r\n`);
    socket.pause();
    await sleep(closedWithinMillis);
    let received = 0;
    socket.on('data', ({ length }: Buffer) => (received += length)).resume();
    await once(socket, 'close');
    expect(received).toBeLessThan(64 * 1024 * 1024);
  });

  it('closes an HTTP/2 connection whose request body does not continue', async () => {
    const session = connectHttp2(`http://localhost:${server.port}`);
    const stream = session.request({ ':method': 'POST', ':path': '/' });
    session.on('error', () => undefined);
    stream.on('error', () => undefined);
    stream.write('a');
    await once(session, 'close', { signal: AbortSignal.timeout(closedWithinMillis) });
  });

  it('keeps connections open while the client waits for a response, over HTTP/1.1 and HTTP/2', async () => {
    const session = connectHttp2(`http://localhost:${server.port}`);
    const texts = await Promise.all([
      fetch(`http://localhost:${server.port}/slow`).then((response) => response.text()),
      session.request({ ':path': '/slow' }).setEncoding('utf8').toArray(),
    ]);
    session.destroy();
    expect(texts).toEqual(['late', ['late']]);
  });

  it('keeps a connection open while its body continues', async () => {
    const socket = await open(`POST / HTTP/1.1\r\n${head}Content-Length: 6\r\n\r\n`);
    for (let sent = 0; sent < 6; sent++) {
      await sleep(limits.idleMillis / 3);
      socket.write('a');
    }
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 200/);
  });

  it('closes the fourth of at most 3 connections at once, and serves the others', async () => {
    const [first] = await Promise.all([open(), open(), open()]);
    const fourth = await open();
    await once(fourth.resume(), 'close');
    first.write(`GET / HTTP/1.1\r\n${head}\r\n`);
    expect(String((await once(first, 'data'))[0])).toMatch(/^HTTP\/1\.1 200/);
  });

  it('refuses a foreign host with 421 and a foreign page with 403, in one line, also over HTTP/2', async () => {
    const session = connectHttp2(`http://localhost:${server.port}`);
    const statuses = [];
    for (const headers of [{ ':authority': 'evil.test' }, { origin: 'http://localhost' }]) {
      const stream = session.request({ ':path': '/', ...headers });
      const [answered] = (await once(stream, 'response')) as [{ ':status': number }];
      statuses.push(answered[':status']);
      expect(String(await stream.toArray())).toMatch(/^Refused: [^\n]+\n$/);
    }
    session.destroy();
    expect(statuses).toEqual([421, 403]);
  });
});
