import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';

/** Sends one request to a port of 127.0.0.1 and returns the status; 'closed' if there is no answer. */
export type Attack = (port: number) => Promise<number | 'closed'>;

const form = { 'content-type': 'text/plain' };
const foreignOrigin = { origin: 'http://evil.test' };

/** What a foreign web page can do in the user's browser. Each must be refused with 403 or 421. */
export function foreignPageAttacks(functionName: string): Readonly<Record<string, Attack>> {
  const invocation = `/2015-03-31/functions/${functionName}/invocations`;
  return {
    'GET with a foreign Host': send({ headers: { host: 'evil.test' } }),
    'GET with a foreign Host and the port': (port) => send({ headers: { host: `evil.test:${port}` } })(port),
    'GET with a Host that starts like a loopback address': send({ headers: { host: '127.0.0.1.evil.test' } }),
    'POST of a form from a foreign Origin': send({ method: 'POST', headers: { ...form, ...foreignOrigin } }),
    'POST of a form from an opaque Origin': send({ method: 'POST', headers: { ...form, origin: 'null' } }),
    'invocation from a foreign Origin': send({
      method: 'POST',
      path: invocation,
      headers: { ...form, ...foreignOrigin },
    }),
    'invocation from an opaque Origin': send({
      method: 'POST',
      path: invocation,
      headers: { ...form, origin: 'null' },
    }),
    'invocation with a foreign Host': send({
      method: 'POST',
      path: invocation,
      headers: { ...form, host: 'evil.test' },
    }),
    'PutRecord from a foreign Origin': send({
      method: 'POST',
      headers: { ...foreignOrigin, 'x-amz-target': 'Kinesis_20131202.PutRecord' },
    }),
    'PUT of an object from a foreign Origin': send({
      method: 'PUT',
      path: '/source/x.txt',
      headers: foreignOrigin,
    }),
    'GET from a foreign Origin': send({ headers: foreignOrigin }),
    'preflight request of a foreign Origin': send({
      method: 'OPTIONS',
      path: invocation,
      headers: {
        ...foreignOrigin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-amz-target',
        'access-control-request-private-network': 'true',
      },
    }),
    'image in a foreign page': send({
      path: '/source/x.txt',
      headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    }),
    'absolute request target with a foreign host': sendRaw((port) => [
      'GET http://evil.test/ HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
    ]),
    'absolute request target and a foreign Host': sendRaw((port) => [
      `GET http://127.0.0.1:${port}/ HTTP/1.1`,
      'Host: evil.test',
    ]),
    'HTTP/1.0 without a Host': sendRaw(() => ['GET / HTTP/1.0']),
  };
}

/** The same over HTTP/2. A server that does not speak it closes the connection. */
export const http2Attacks: Readonly<Record<string, Attack>> = {
  'HTTP/2 with a foreign authority': sendHttp2({ ':authority': 'evil.test' }),
  'HTTP/2 with a foreign host beside the authority': sendHttp2({ host: 'evil.test' }),
  'HTTP/2 from a foreign Origin': sendHttp2({ ...form, ...foreignOrigin, ':method': 'POST' }),
};

/** A request of a program of the user. It must not be refused: else the attacks prove nothing. */
export const harmlessRequest: Attack = send({ path: '/' });

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function send({ method = 'GET', path = '/', headers = {} }: Sent): Attack {
  return async (port) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false });
    sent.end(method === 'GET' || method === 'OPTIONS' ? undefined : '{"Records":[]}');
    try {
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      response.destroy();
      return response.statusCode ?? 'closed';
    } catch {
      return 'closed';
    }
  };
}

function sendRaw(head: (port: number) => readonly string[]): Attack {
  return async (port) => {
    const socket = connect(port, '127.0.0.1');
    socket.write(`${head(port).join('\r\n')}\r\n\r\n`);
    try {
      const [answer] = (await once(socket, 'data')) as [Buffer];
      const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(answer.toString('latin1')) ?? [];
      return status === undefined ? 'closed' : Number(status);
    } catch {
      return 'closed';
    } finally {
      socket.destroy();
    }
  };
}

function sendHttp2(headers: Readonly<Record<string, string>>): Attack {
  return async (port) => {
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    session.on('error', () => undefined);
    try {
      const stream = session.request({ ':path': '/', ...headers }, { endStream: true });
      const [answer] = (await once(stream, 'response')) as [{ readonly ':status': number }];
      return answer[':status'];
    } catch {
      return 'closed';
    } finally {
      session.destroy();
    }
  };
}
