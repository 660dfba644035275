import type { Evidence } from '../evidence/evidence.js';
import { checkBounds } from './check-bounds.js';
import { checkDelivered } from './check-delivery.js';
import { checkOnce } from './check-duplicates.js';
import { checkLedger } from './check-ledger.js';
import { checkOrder } from './check-order.js';
import { checkFlow } from './check-progress.js';

const checks: Readonly<Record<Invariant, (evidence: Evidence) => string[]>> = {
  I1: (evidence) => [...checkDelivered(evidence), ...checkLedger(evidence)],
  I2: checkOnce,
  I3: checkOrder,
  I4: checkFlow,
  I5: checkBounds,
};

/** Judges what was seen of a seed by all five invariants. */
export function checkInvariants(evidence: Evidence): Violation[] {
  return Object.entries(checks).flatMap(([invariant, check]) =>
    check(evidence).map((detail) => ({
      seed: evidence.plan.seed,
      invariant: invariant as Invariant,
      detail,
    })),
  );
}

/** The five promises, by the names that code, tests and documentation share. */
export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5';

/** A promise that was not kept. */
export interface Violation {
  readonly seed: number;
  readonly invariant: Invariant;
  readonly detail: string;
}
