import { isLoopbackHost } from './is-loopback-host.js';
import type { ServiceHandler, ServiceRequest, ServiceResponse } from './service-handler.js';

/**
 * Makes handlers into a listener for a server: each request goes to the first that takes it. One that names another
 * host than this machine is refused, one whose handler fails loses its connection.
 */
export function answerByFirst(handlers: readonly ServiceHandler[]) {
  return (request: ServiceRequest, response: ServiceResponse): void => {
    // A client that goes away is no failure of the server; whoever reads or writes then learns of it.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    if (!isLoopbackHost(hostOf(request))) {
      refuse(response);
      return;
    }
    answer(handlers, request, response).catch(() => {
      response.destroy();
    });
  };
}

async function answer(
  handlers: readonly ServiceHandler[],
  request: ServiceRequest,
  response: ServiceResponse,
): Promise<void> {
  for (const handler of handlers) if (await handler(request, response)) return;
  response.statusCode = 404;
  response.end();
}

function hostOf({ headers }: ServiceRequest): string | undefined {
  const authority = headers[':authority'];
  return typeof authority === 'string' ? authority : headers.host;
}

function refuse(response: ServiceResponse): void {
  response.statusCode = 403;
  response.setHeader('content-type', 'text/plain');
  response.end('This server answers to localhost and 127.0.0.1 only.\n');
}
