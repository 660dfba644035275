import { md5 } from './md5.js';
import { laneCount, md5InLanes } from './md5-lanes.js';

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
