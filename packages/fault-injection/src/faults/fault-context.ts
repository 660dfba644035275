import type { SeedPlan, StrangerPlan } from '../plan/seed-plan.js';
import { Attempts } from './attempt.js';
import type { VersionNames } from './version-names.js';

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
  readonly poison: StrangerPlan[] = [];
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
