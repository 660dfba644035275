import { md5InLanes } from './md5-simd/md5-lanes.js';

/** How many messages {@link md5Digests} hashes in parallel: the lanes of md5-simd. */
export const md5BatchSize = 8;

/** With one or two messages, most lanes would be idle and OpenSSL is faster. */
const minLanes = 3;

/** Computes the MD5 of one message with OpenSSL. `node:crypto` is loaded on first use. */
export function md5(message: Uint8Array): Buffer {
  return process.getBuiltinModule('node:crypto').createHash('md5').update(message).digest();
}

/** Computes the MD5 of each message, eight at a time if the running Node.js supports it. */
export function md5Digests(messages: readonly Uint8Array[]): Buffer[] {
  const digests: Buffer[] = [];
  for (let start = 0; start < messages.length; start += md5BatchSize) {
    const batch = messages.slice(start, start + md5BatchSize);
    digests.push(...((batch.length < minLanes ? undefined : md5InLanes(batch)) ?? batch.map(md5)));
  }
  return digests;
}
