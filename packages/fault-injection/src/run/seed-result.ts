import type { Violation } from '../invariants/violation.js';

/** What came of one seed. */
export interface SeedResult {
  readonly seed: number;
  readonly lines: number;
  readonly reshards: number;
  /** Invocations that went on where another had no more time. */
  readonly continuations: number;
  /** Faults that struck, by kind. */
  readonly faults: ReadonlyMap<string, number>;
  readonly violations: readonly Violation[];
}
