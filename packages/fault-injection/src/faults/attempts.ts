import { createHash } from 'node:crypto';

/** One attempt at something that functions try again when it fails. */
export interface Attempt {
  /** What is tried, in words that are the same in every run. */
  readonly identity: string;
  /** 1 for the first. */
  readonly number: number;
  /** A number from 0 up to 1 that depends on the seed, the attempt and `what` alone. */
  draw(what: string): number;
}

/** Counts attempts by what they are about. */
export class Attempts {
  readonly #seed: number;
  readonly #counts = new Map<string, number>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** The next attempt at something. */
  at(identity: string): Attempt {
    const number = (this.#counts.get(identity) ?? 0) + 1;
    this.#counts.set(identity, number);
    return { identity, number, draw: (what) => chance(this.#seed, what, identity, number) };
  }
}

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
