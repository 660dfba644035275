import { once } from 'node:events';
import { type RequestListener, type Server, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** An HTTP server on 127.0.0.1 with a behaviour that tests change. */
export class LoopbackServer {
  /** Called for each request, once its body was read. By default it never answers. */
  respond: RequestListener = () => undefined;
  requestCount = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = createServer((request, response) => {
      this.requestCount += 1;
      request.resume().on('end', () => {
        this.respond(request, response);
      });
    });
    this.#server.on('connection', (socket) => this.#sockets.add(socket));
  }

  /** Starts a server, and makes it the endpoint of the AWS clients that are made from now on. */
  static async start(): Promise<LoopbackServer> {
    const server = new LoopbackServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    const { port } = server.#server.address() as AddressInfo;
    process.env['AWS_ENDPOINT_URL'] = `http://127.0.0.1:${port}`;
    process.env['AWS_ACCESS_KEY_ID'] = 'local';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
    return server;
  }

  /** Connections made so far, open or closed. */
  get connectionCount(): number {
    return this.#sockets.size;
  }

  /** Resolves when the client has closed every connection. */
  async whenDisconnected(): Promise<void> {
    const open = [...this.#sockets].filter((socket) => !socket.destroyed);
    await Promise.all(open.map((socket) => once(socket, 'close')));
  }

  reset(): void {
    this.respond = () => undefined;
    this.requestCount = 0;
    this.#sockets.clear();
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
