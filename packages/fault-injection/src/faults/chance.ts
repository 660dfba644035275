import { createHash } from 'node:crypto';

/**
 * A number from 0 up to 1 that depends on its arguments alone. What is drawn for a call by its identity is the same in every
 * run of a seed, in whatever order the functions' processes happen to make their calls.
 */
export function chance(seed: number, ...identity: readonly (string | number)[]): number {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, ...identity]))
    .digest();
  return digest.readUInt32BE(0) / 2 ** 32;
}
