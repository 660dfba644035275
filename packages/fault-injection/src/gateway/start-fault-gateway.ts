import { Agent, type IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { startLoopbackServer } from '@headwaters/local-services';
import { type ClientResponse, abortResponse, passHead } from './client-response.js';
import { Exchange } from './exchange.js';
import type { FaultPlan } from './fault.js';
import { type ForwardTarget, forwardRequest } from './forward-request.js';
import { readUpTo } from './request-body.js';
import { type RequestHead, readServiceCall } from './service-call.js';

/** Larger than any call that a fault plan reads: a PutRecords request of 10 MiB in base64. */
const maxBufferedBytes = 16 * 1024 * 1024;

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
 * Starts a gateway on a free port of 127.0.0.1 (HTTP/1.1 and HTTP/2), for functions: it refuses web pages. It buffers requests and streams
 * responses. A request above 16 MiB is streamed, too, and gets no fault. Without a target, or if the target is unreachable, the
 * gateway closes the connection.
 */
export async function startFaultGateway(): Promise<FaultGateway> {
  const agent = new Agent({ keepAlive: true });
  let target: GatewayTarget | undefined;
  const listener = (request: IncomingMessage | Http2ServerRequest, response: ClientResponse): void => {
    handle(request, response, { target, agent }).catch(() => {
      abortResponse(response);
    });
  };
  const server = await startLoopbackServer({ pages: 'none', listener, http2Listener: listener });
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    setTarget: (next) => {
      target = next;
    },
    close: async () => {
      agent.destroy();
      await server.close();
    },
  };
}

async function handle(
  request: IncomingMessage | Http2ServerRequest,
  response: ClientResponse,
  { target, agent }: { readonly target: GatewayTarget | undefined; readonly agent: Agent },
): Promise<void> {
  const body = await readUpTo(request, maxBufferedBytes);
  if (target === undefined) throw new Error('The fault gateway has no target. Call setTarget() first.');
  const { method = 'GET', url = '/', headers } = request;
  const head = { method, url, headers };
  if (body instanceof Readable) await passThrough(head, body, response, { ...target, agent });
  else
    await new Exchange({ ...target, agent, head, body, response, call: readServiceCall(head, body) }).run();
}

async function passThrough(
  head: RequestHead,
  body: Readable,
  response: ClientResponse,
  target: ForwardTarget,
): Promise<void> {
  const received = await forwardRequest(head, body, target);
  response.sendDate = false;
  passHead(response, received);
  await pipeline(received, response);
}
