import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { resetConnection } from '../../src/gateway/client-response.js';

const server = createServer({ allowHalfOpen: true });
let client: Socket;
let accepted: Socket;
let clientErrors: string[];

beforeEach(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  clientErrors = [];
  client.on('error', ({ code }: NodeJS.ErrnoException) => clientErrors.push(String(code)));
  const connected = once(client, 'connect');
  [accepted] = (await once(server, 'connection')) as [Socket];
  await connected;
});

afterEach(() => {
  client.destroy();
  server.close();
});

/** Resolves when both sockets are closed. */
const closed = () =>
  Promise.all([client, accepted].map((socket) => new Promise((resolve) => socket.once('close', resolve))));

describe('resetConnection', () => {
  it('resets an open connection', async () => {
    const both = closed();
    resetConnection(accepted);
    await both;
    expect(clientErrors).toEqual(['ECONNRESET']);
  });

  it('closes a connection that is being ended', async () => {
    const both = closed();
    client.resume();
    accepted.end();
    resetConnection(accepted);
    await both;
    expect(clientErrors).toEqual([]);
  });
});
