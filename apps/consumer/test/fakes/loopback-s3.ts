import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { S3ClientConfig } from '@aws-sdk/client-s3';

/** An HTTP server on 127.0.0.1 that behaves as a test says. */
export class LoopbackS3 {
  readonly sockets = new Set<Socket>();
  readonly #server;

  private constructor(respond: (request: IncomingMessage, response: ServerResponse) => void) {
    this.#server = createServer(respond);
    this.#server.on('connection', (socket) => this.sockets.add(socket));
  }

  static async start(
    respond: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<LoopbackS3> {
    const server = new LoopbackS3(respond);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  /** Configures a client for this server, with one attempt per request. */
  get clientConfig(): S3ClientConfig {
    const { port } = this.#server.address() as AddressInfo;
    return {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      forcePathStyle: true,
      maxAttempts: 1,
    };
  }

  /** Resolves when the client has closed every connection. */
  async whenDisconnected(): Promise<void> {
    const open = [...this.sockets].filter((socket) => !socket.destroyed);
    await Promise.all(open.map((socket) => once(socket, 'close')));
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
