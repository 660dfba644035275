import { type FaultReport, type SeedResult, regressionSeeds, runFaults } from '@headwaters/fault-injection';
import { type WireProfile, wireProfiles } from '@headwaters/pipeline-contract';
import { Command, Option } from 'commander';
import { exitCodes } from '../command-line/exit.js';
import { parseCount, parsePositiveNumber } from '../command-line/option-values.js';
import { defaultStackFolder } from '../workspace-paths.js';

interface FaultsOptions {
  /** Number of seeds. Default: 25, or as many as fit `minutes`. */
  readonly seeds?: number;
  /** The first seed. */
  readonly from: number;
  readonly minutes?: number;
  readonly wire: WireProfile;
  readonly regressions?: true;
  readonly json?: true;
}

const defaultSeedCount = 25;
const millisPerMinute = 60_000;

/** `faults`: runs the functions under seeded faults and checks the pipeline's invariants. Exit code 1 on a violation. */
export function createFaultsCommand(): Command {
  return new Command('faults')
    .description(
      'run the functions under seeded faults; check that no record is lost, duplicated or reordered',
    )
    .option(
      '--seeds <number>',
      `number of seeds (default: ${defaultSeedCount}, or as many as fit --minutes)`,
      parseCount,
    )
    .option('--from <seed>', 'the first seed', parseCount, 1)
    .option('--minutes <number>', 'start no seed after this time', parsePositiveNumber)
    .addOption(
      new Option('--wire <profile>', 'what a Kinesis record is').choices(wireProfiles).default('block'),
    )
    .option('--regressions', 'also run every seed that ever failed')
    .option('--json', 'print the report as JSON')
    .action(injectFaults);
}

/** Prints violations to standard error as they occur, and the report to standard output. */
async function injectFaults(options: FaultsOptions): Promise<void> {
  const endMillis = performance.now() + (options.minutes ?? Infinity) * millisPerMinute;
  const report = await runFaults({
    stackDirectory: defaultStackFolder,
    seeds: generateSeeds(options),
    wire: options.wire,
    isTimeUp: () => performance.now() >= endMillis,
    onSeed: (result) => {
      printViolations(result, options);
    },
  });
  const output = options.json ? `${JSON.stringify(report, null, 2)}\n` : formatReport(report);
  await new Promise((resolve) => process.stdout.write(output, resolve));
  // After thousands of reset connections, Node 20 may wait forever for one of them to close.
  process.exit(report.violations.length === 0 ? exitCodes.ok : exitCodes.failed);
}

function* generateSeeds({ seeds, from, minutes, regressions }: FaultsOptions): Generator<number> {
  if (regressions) for (const { seed } of regressionSeeds) yield seed;
  const count = seeds ?? (minutes === undefined ? defaultSeedCount : Infinity);
  for (let index = 0; index < count; index++) yield from + index;
}

function printViolations({ seed, violations }: SeedResult, { wire }: FaultsOptions): void {
  for (const { invariant, detail } of violations)
    process.stderr.write(`seed ${seed}: ${invariant} ${detail}\n`);
  const wireOption = wire === 'block' ? '' : ` --wire ${wire}`;
  if (violations.length > 0)
    process.stderr.write(`Reproduce: npm run -s faults -- --from ${seed} --seeds 1${wireOption}\n`);
}

function formatReport({ seeds, lines, quarantined, violations, ...rest }: FaultReport): string {
  const format = (count: number) => count.toLocaleString('en');
  const table = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `  ${format(count).padStart(9)}  ${name}`);
  const runs = Object.values(rest.recoveries).reduce((sum, count) => sum + count, 0);
  return [
    `${format(seeds)} seeds, ${format(lines)} lines, ${format(rest.reshards)} reshards, ${format(rest.continuations)} continuations, ` +
      `${format(quarantined)} Kinesis records quarantined, ${format(rest.faults)} faults, ${format(violations.length)} violations`,
    ...table(rest.faultKinds),
    `${format(runs)} runs of recovery commands`,
    ...table(rest.recoveries),
    '',
  ].join('\n');
}
