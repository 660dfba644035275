import type { WireProfile } from '@headwaters/pipeline-contract';
import type { Violation } from './invariants/check-invariants.js';
import { FunctionHosts, type FunctionHostsOptions } from './run/function-hosts.js';
import { type SeedResult, runSeed } from './run/run-seed.js';

/** The seeds to run, and the stack to run them against. */
export interface FaultOptions extends FunctionHostsOptions {
  readonly seeds: Iterable<number>;
  /** What a Kinesis record is. Default: `block`. */
  readonly wire?: WireProfile;
  /** Called before each seed. If it returns true, the run ends. Default: all seeds run. */
  readonly isTimeUp?: () => boolean;
  /** Called after each seed. */
  readonly onSeed?: (result: SeedResult) => void;
}

/** The sum of all seeds. `faults --json` prints it, so the property names are stable. */
export interface FaultReport {
  /** Number of seeds that ran. */
  readonly seeds: number;
  /** Lines of the uploaded files. */
  readonly lines: number;
  /** Splits and merges of shards in use. */
  readonly reshards: number;
  /** Invocations of the producer that continued an object for which another had no time left. */
  readonly continuations: number;
  /** Kinesis records that consumers quarantined. */
  readonly quarantined: number;
  /** Number of faults that occurred. */
  readonly faults: number;
  readonly violations: readonly Violation[];
  /** Number of faults that occurred, by name. */
  readonly faultKinds: Readonly<Record<string, number>>;
  /** Number of runs of recovery commands: `COMMAND: COURSE, TIME`. */
  readonly recoveries: Readonly<Record<string, number>>;
}

/**
 * Runs the functions of a synthesized stack under the faults of each seed, one seed after the other.
 *
 * @throws `SimulationError` if the stack can't be read or simulated.
 */
export async function runFaults(options: FaultOptions): Promise<FaultReport> {
  const functionHosts = await FunctionHosts.open(options);
  const results: SeedResult[] = [];
  try {
    for (const seed of options.seeds) {
      if (options.isTimeUp?.() === true) break;
      const result = await runSeed(seed, functionHosts, options.wire);
      results.push(result);
      options.onSeed?.(result);
    }
  } finally {
    await functionHosts.close();
  }
  return summarize(results);
}

function summarize(results: readonly SeedResult[]): FaultReport {
  const faultKinds = sumByName(results.map(({ faults }) => faults));
  const sum = (count: (result: SeedResult) => number) =>
    results.reduce((total, result) => total + count(result), 0);
  return {
    seeds: results.length,
    lines: sum(({ lines }) => lines),
    reshards: sum(({ reshards }) => reshards),
    continuations: sum(({ continuations }) => continuations),
    quarantined: sum(({ quarantined }) => quarantined),
    faults: Object.values(faultKinds).reduce((total, count) => total + count, 0),
    violations: results.flatMap(({ violations }) => violations),
    faultKinds,
    recoveries: sumByName(results.map(({ recoveries }) => recoveries)),
  };
}

function sumByName(counts: readonly ReadonlyMap<string, number>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, count] of counts.flatMap((each) => [...each])) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}
