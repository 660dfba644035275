import { laneCount, md5InLanes } from './md5-simd/md5-lanes.js';

/** Computes the MD5 of one message, by OpenSSL, which is loaded at its first use. */
export function md5(message: Uint8Array): Buffer {
  return process.getBuiltinModule('node:crypto').createHash('md5').update(message).digest();
}

/** Two messages leave six lanes idle: then OpenSSL is faster. */
const minLanes = 3;

/** Computes the MD5 of each message, eight at a time where the running Node allows it. */
export function md5Digests(messages: readonly Uint8Array[]): Buffer[] {
  const digests: Buffer[] = [];
  for (let start = 0; start < messages.length; start += laneCount) {
    const group = messages.slice(start, start + laneCount);
    digests.push(...((group.length < minLanes ? undefined : md5InLanes(group)) ?? group.map(md5)));
  }
  return digests;
}
