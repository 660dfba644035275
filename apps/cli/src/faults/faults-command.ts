import { type FaultReport, type SeedResult, regressionSeeds, runFaults } from '@headwaters/fault-injection';
import { stackFolder } from '../workspace-paths.js';

/** What `faults` was asked to do. */
export interface FaultsOptions {
  /** How many seeds; without it as many as fit the minutes, or 25. */
  readonly seeds?: number;
  readonly from: number;
  readonly minutes?: number;
  readonly regressions?: true;
  readonly json?: true;
}

const standardSeeds = 25;
const millisPerMinute = 60_000;

/**
 * `faults`: runs the functions under seeded faults and checks that nothing is lost, doubled or out of order. Violations go
 * to standard error as they come, the report to standard output. Exit code 0 if there is none, 1 otherwise.
 */
export async function faultsCommand(options: FaultsOptions): Promise<void> {
  const endMillis = performance.now() + (options.minutes ?? Infinity) * millisPerMinute;
  const report = await runFaults({
    stackDirectory: stackFolder,
    seeds: seedsOf(options),
    isTimeUp: () => performance.now() >= endMillis,
    onSeed: printViolations,
  });
  const text = options.json ? `${JSON.stringify(report, null, 2)}\n` : describe(report);
  await new Promise((resolve) => process.stdout.write(text, resolve));
  // After thousands of reset connections Node 20 may wait for ever for one of them to close.
  process.exit(report.violations.length === 0 ? 0 : 1);
}

function* seedsOf({ seeds, from, minutes, regressions }: FaultsOptions): Generator<number> {
  if (regressions) for (const { seed } of regressionSeeds) yield seed;
  const count = seeds ?? (minutes === undefined ? standardSeeds : Infinity);
  for (let index = 0; index < count; index++) yield from + index;
}

function printViolations({ seed, violations }: SeedResult): void {
  for (const { invariant, detail } of violations)
    process.stderr.write(`seed ${seed}: ${invariant} ${detail}\n`);
  if (violations.length > 0) process.stderr.write(`Again: npm run -s faults -- --from ${seed} --seeds 1\n`);
}

function describe({ seeds, lines, continuations, violations, ...rest }: FaultReport): string {
  const counted = (count: number) => count.toLocaleString('en');
  const kinds = Object.entries(rest.faultKinds).sort(([, a], [, b]) => b - a);
  return [
    `${counted(seeds)} seeds, ${counted(lines)} lines, ${counted(rest.reshards)} reshards, ${counted(continuations)} continuations, ` +
      `${counted(rest.faults)} faults, ${counted(violations.length)} violations`,
    ...kinds.map(([kind, count]) => `  ${counted(count).padStart(9)}  ${kind}`),
    '',
  ].join('\n');
}
