import { createHash } from 'node:crypto';

/** Computes the MD5 of one message, by OpenSSL. */
export function md5(message: Uint8Array): Buffer {
  return createHash('md5').update(message).digest();
}
