import type { Evidence } from '../evidence/evidence.js';
import { checkBlocking } from './check-blocking.js';
import { checkBounds } from './check-bounds.js';
import { checkDelivery } from './check-delivery.js';
import { checkDuplicates } from './check-duplicates.js';
import { checkFailures } from './check-failures.js';
import { checkLedger } from './check-ledger.js';
import { checkOrder } from './check-order.js';
import { checkProgress } from './check-progress.js';
import { checkQuarantine } from './check-quarantine.js';
import { checkReceiptsBeforeFailure } from './check-receipts.js';
import { checkRecovery } from './check-recovery.js';

/** The seven invariants of the pipeline: I1 delivery, I2 no duplicates, I3 order, I4 progress, I5 bounds, I6 quarantine, I7 recovery. */
export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7';

/** A violated invariant. */
export interface Violation {
  readonly seed: number;
  readonly invariant: Invariant;
  /** What was observed, and where. Contains no payload. */
  readonly detail: string;
}

const checks: Readonly<Record<Invariant, (evidence: Evidence) => string[]>> = {
  I1: (evidence) => [...checkDelivery(evidence), ...checkLedger(evidence)],
  I2: checkDuplicates,
  I3: (evidence) => [...checkOrder(evidence), ...checkReceiptsBeforeFailure(evidence)],
  I4: (evidence) => [...checkProgress(evidence), ...checkFailures(evidence), ...checkBlocking(evidence)],
  I5: checkBounds,
  I6: checkQuarantine,
  I7: checkRecovery,
};

/** Checks the evidence of a seed against all invariants. Returns one violation per finding. */
export function checkInvariants(evidence: Evidence): Violation[] {
  return Object.entries(checks).flatMap(([invariant, check]) =>
    check(evidence).map((detail) => ({
      seed: evidence.plan.seed,
      invariant: invariant as Invariant,
      detail,
    })),
  );
}
