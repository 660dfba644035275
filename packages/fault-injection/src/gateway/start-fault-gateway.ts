import { Agent, type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Exchange } from './exchange.js';
import type { FaultPlan } from './fault.js';
import { readServiceCall } from './service-call.js';

/** Where calls go, and what goes wrong on the way. */
export interface GatewayTarget {
  /** `http://host:port` of the services. */
  readonly endpoint: string;
  readonly plan: FaultPlan;
}

/** A proxy for AWS clients that breaks what it is told to break. */
export interface FaultGateway {
  /** `http://127.0.0.1:<port>`. It stays the same whatever the target is. */
  readonly endpoint: string;
  /** Sends calls to another target from now on. */
  direct(target: GatewayTarget): void;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

/**
 * Starts a gateway on a free port of 127.0.0.1, over HTTP/1.1. It reads each request whole before it passes it on; what
 * comes back is passed on as it comes. Until it is directed somewhere, and when the target can't be reached, it resets
 * connections.
 */
export async function startFaultGateway(): Promise<FaultGateway> {
  const agent = new Agent({ keepAlive: true });
  let target: GatewayTarget | undefined;
  const server = createServer((request, response) => {
    answer(request, response, { target, agent }).catch(() => response.socket?.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    direct: (next) => {
      target = next;
    },
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { target, agent }: { readonly target: GatewayTarget | undefined; readonly agent: Agent },
): Promise<void> {
  response.on('error', () => undefined);
  const body = await buffer(request);
  if (target === undefined) throw new Error('The gateway has no target yet.');
  const { method = 'GET', url = '/', headers } = request;
  const head = { method, url, headers };
  await new Exchange({ ...target, agent, head, body, response, call: readServiceCall(head, body) }).run();
}
