import type { Violation } from './invariants/violation.js';

/** What `faults --json` prints. The names are a contract. */
export interface FaultReport {
  /** How many seeds ran. */
  readonly seeds: number;
  /** Lines of the files that they uploaded. */
  readonly lines: number;
  /** Splits and merges of shards while records flowed. */
  readonly reshards: number;
  /** Invocations of the producer that went on where another had no more time. */
  readonly continuations: number;
  /** Faults that struck. */
  readonly faults: number;
  readonly violations: readonly Violation[];
  /** Faults that struck, by kind. */
  readonly faultKinds: Readonly<Record<string, number>>;
}
