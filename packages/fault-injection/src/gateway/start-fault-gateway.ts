import { Agent, type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Exchange } from './exchange.js';
import type { FaultPlan } from './fault.js';
import { readServiceCall } from './service-call.js';

/** The services behind a gateway, and the faults of calls to them. */
export interface GatewayTarget {
  /** `http://host:port` of the services. */
  readonly endpoint: string;
  readonly plan: FaultPlan;
}

/** An HTTP proxy between AWS clients and services that injects faults. */
export interface FaultGateway {
  /** `http://127.0.0.1:<port>`. Does not change with the target. */
  readonly endpoint: string;
  /** Forwards all further calls to `target`. */
  setTarget(target: GatewayTarget): void;
  /** Closes all connections and the port. */
  close(): Promise<void>;
}

/**
 * Starts a gateway on a free port of 127.0.0.1 (HTTP/1.1). It buffers requests and streams responses. Without a target,
 * or if the target is unreachable, it closes the connection.
 */
export async function startFaultGateway(): Promise<FaultGateway> {
  const agent = new Agent({ keepAlive: true });
  let target: GatewayTarget | undefined;
  const server = createServer((request, response) => {
    handle(request, response, { target, agent }).catch(() => response.socket?.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setTarget: (next) => {
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

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  { target, agent }: { readonly target: GatewayTarget | undefined; readonly agent: Agent },
): Promise<void> {
  response.on('error', () => undefined);
  const body = await buffer(request);
  if (target === undefined) throw new Error('The fault gateway has no target. Call setTarget() first.');
  const { method = 'GET', url = '/', headers } = request;
  const head = { method, url, headers };
  await new Exchange({ ...target, agent, head, body, response, call: readServiceCall(head, body) }).run();
}
