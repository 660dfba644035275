import { createHash } from 'node:crypto';
import type { StoredBody } from './stored-body.js';

/** The MD5 of a body, in hex. Reads all of it. */
export async function md5OfBody(body: StoredBody): Promise<string> {
  const md5 = createHash('md5');
  for await (const chunk of body.read() as AsyncIterable<Buffer>) md5.update(chunk);
  return md5.digest('hex');
}
