import { createHash } from 'node:crypto';
import type { FileNames } from '../plan/file-names.js';
import type { ForeignRecordPlan, SeedPlan } from '../plan/seed-plan.js';

/** Faults that a plan limits by number. */
type LimitedFault = 'producerCrashes' | 'consumerHangs' | 'kmsDenials';

/** State that all faults of a seed share: attempts and remaining faults, and the effects that the invariants allow for. */
export class FaultState {
  readonly attempts: Attempts;
  /** Names of the files for which Kinesis denied the KMS key to the producer. */
  readonly keyDenied = new Set<string>();
  /** What the archive refuses on every attempt: see `refusalIdentity`. */
  readonly archiveRefused = new Set<string>();
  /** Poison records that were added to PutRecords calls. */
  readonly poison: ForeignRecordPlan[] = [];
  readonly #used = new Map<LimitedFault, number>();

  constructor(
    readonly plan: SeedPlan,
    readonly names: FileNames,
  ) {
    this.attempts = new Attempts(plan.seed);
  }

  /** Uses one of the faults that the plan limits. Returns false if none is left. */
  use(fault: LimitedFault): boolean {
    const used = this.#used.get(fault) ?? 0;
    if (used >= this.plan.faults[fault]) return false;
    this.#used.set(fault, used + 1);
    return true;
  }
}

/** Counts the attempts at each action that functions retry. */
export class Attempts {
  readonly #seed: number;
  readonly #counts = new Map<string, number>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /**
   * Counts and returns the next attempt at an action.
   *
   * @param identity - The action, named the same way in every run.
   */
  at(identity: string): Attempt {
    const number = (this.#counts.get(identity) ?? 0) + 1;
    this.#counts.set(identity, number);
    return { identity, number, draw: (what) => chance(this.#seed, what, identity, number) };
  }
}

/** One attempt at an action. */
export interface Attempt {
  readonly identity: string;
  /** 1 for the first attempt. */
  readonly number: number;
  /** Returns a number from 0 (inclusive) to 1 (exclusive), determined by the seed, the attempt and `what`. */
  draw(what: string): number;
}

/**
 * Returns a number from 0 (inclusive) to 1 (exclusive) that depends only on the arguments. A call's faults are drawn from its
 * identity, so that they are the same in every run of a seed, whatever the order of the calls.
 */
export function chance(seed: number, ...identity: readonly (string | number)[]): number {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, ...identity]))
    .digest();
  return digest.readUInt32BE(0) / 2 ** 32;
}
