import { createHash } from 'node:crypto';
import type { VersionNames } from '../plan/file-names.js';
import type { ForeignRecordPlan, SeedPlan } from '../plan/seed-plan.js';

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

/** Faults of which a plan has a number, and no rate. */
type Budget = 'producerCrashes' | 'consumerHangs' | 'kmsDenials';

/** What all draws of a seed share, and what came of them that the judge must know. */
export class FaultContext {
  readonly attempts: Attempts;
  /** Names of the files that Kinesis denied the producer the key for. */
  readonly keyDenied = new Set<string>();
  /** Keys that the archive denies for good. */
  readonly archiveDenied = new Set<string>();
  /** Records that were slipped in. */
  readonly poison: ForeignRecordPlan[] = [];
  /** Calls that are never answered, by the function that waits. */
  readonly hangs = new Map<string, number>();
  readonly #spent = new Map<Budget, number>();

  constructor(
    readonly plan: SeedPlan,
    readonly names: VersionNames,
  ) {
    this.attempts = new Attempts(plan.seed);
  }

  /** Whether there is one left; then there is one less. */
  take(budget: Budget): boolean {
    const spent = this.#spent.get(budget) ?? 0;
    if (spent >= this.plan.faults[budget]) return false;
    this.#spent.set(budget, spent + 1);
    return true;
  }
}
