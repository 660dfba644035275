import type { Evidence } from '../observation/evidence.js';
import { checkBounds } from './check-bounds.js';
import { checkDelivered } from './check-delivered.js';
import { checkFlow } from './check-flow.js';
import { checkLedger } from './check-ledger.js';
import { checkOnce } from './check-once.js';
import { checkOrder } from './check-order.js';
import type { Invariant, Violation } from './violation.js';

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
