import type { HonoRequest, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { ConsoleError } from '../errors.js';

/** The largest JSON that the page sends has the 10,000 parts of an upload, about 700 KB. */
const maxJsonBytes = 1_048_576;

/** Refuses a longer body before it is in memory. */
export function limitJsonBody(): MiddlewareHandler {
  return bodyLimit({
    maxSize: maxJsonBytes,
    onError: () => {
      throw new ConsoleError('CONSOLE_BODY_TOO_LARGE', `The body must have at most ${maxJsonBytes} bytes.`);
    },
  });
}

/**
 * Reads a JSON object. Its fields are not checked.
 *
 * @throws {@link ConsoleError} `CONSOLE_REQUEST_INVALID` if the body is no JSON object.
 */
export async function readJsonObject(req: HonoRequest): Promise<Readonly<Record<string, unknown>>> {
  let body: unknown;
  try {
    body = await req.json();
  } catch (cause) {
    throw new ConsoleError('CONSOLE_REQUEST_INVALID', 'The body must be JSON.', { cause });
  }
  if (typeof body === 'object' && body !== null) return body as Readonly<Record<string, unknown>>;
  throw new ConsoleError('CONSOLE_REQUEST_INVALID', 'The body must be a JSON object.');
}
