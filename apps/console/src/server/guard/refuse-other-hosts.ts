import type { MiddlewareHandler } from 'hono';
import { ConsoleError } from '../console-error.js';

/**
 * Answers requests that call this machine by a loopback name and the server's own port. Any other name means that a web page
 * reached the port through a name of its own (DNS rebinding).
 *
 * @param port - Told once the server listens.
 */
export function refuseOtherHosts(port: () => number): MiddlewareHandler {
  return async ({ req }, next) => {
    const allowed = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port()}`);
    if (!allowed.includes(req.header('host')?.toLowerCase() ?? ''))
      throw new ConsoleError('CONSOLE_HOST_REFUSED', `The console answers only as ${allowed.join(' or ')}.`);
    await next();
  };
}
