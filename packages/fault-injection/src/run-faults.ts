import type { Violation } from './invariants/check-invariants.js';
import { FunctionHosts, type FunctionHostsOptions } from './run/function-hosts.js';
import { type SeedResult, runSeed } from './run/run-seed.js';

/** Which seeds to run, and how. */
export interface FaultOptions extends FunctionHostsOptions {
  readonly seeds: Iterable<number>;
  /** Asked before each seed: true ends the run. Default: all seeds run. */
  readonly isTimeUp?: () => boolean;
  /** Told of each seed that ran. */
  readonly onSeed?: (result: SeedResult) => void;
}

/**
 * Runs the functions of a synthesized stack under the faults of each seed, one seed after the other, and gives the sum.
 *
 * @throws `SimulationError` if the stack can't be run at all.
 */
export async function runFaults(options: FaultOptions): Promise<FaultReport> {
  const functionHosts = await FunctionHosts.open(options);
  const results: SeedResult[] = [];
  try {
    for (const seed of options.seeds) {
      if (options.isTimeUp?.() === true) break;
      const result = await runSeed(seed, functionHosts);
      results.push(result);
      options.onSeed?.(result);
    }
  } finally {
    await functionHosts.close();
  }
  return summarize(results);
}

function summarize(results: readonly SeedResult[]): FaultReport {
  const faultKinds: Record<string, number> = {};
  for (const [name, count] of results.flatMap(({ faults }) => [...faults])) {
    faultKinds[name] = (faultKinds[name] ?? 0) + count;
  }
  const sum = (count: (result: SeedResult) => number) =>
    results.reduce((total, result) => total + count(result), 0);
  return {
    seeds: results.length,
    lines: sum(({ lines }) => lines),
    reshards: sum(({ reshards }) => reshards),
    continuations: sum(({ continuations }) => continuations),
    faults: Object.values(faultKinds).reduce((total, count) => total + count, 0),
    violations: results.flatMap(({ violations }) => violations),
    faultKinds,
  };
}

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
