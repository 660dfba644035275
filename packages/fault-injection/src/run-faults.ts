import type { FaultReport } from './fault-report.js';
import { runSeed } from './run/run-seed.js';
import type { SeedResult } from './run/seed-result.js';
import { Workshop, type WorkshopOptions } from './run/workshop.js';

/** Which seeds to run, and how. */
export interface FaultOptions extends WorkshopOptions {
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
  const workshop = await Workshop.open(options);
  const results: SeedResult[] = [];
  try {
    for (const seed of options.seeds) {
      if (options.isTimeUp?.() === true) break;
      const result = await runSeed(seed, workshop);
      results.push(result);
      options.onSeed?.(result);
    }
  } finally {
    await workshop.close();
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
