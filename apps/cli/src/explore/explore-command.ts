import { join } from 'node:path';
import {
  exploreWorld,
  worlds,
  writeViolation,
  type ViolationScript,
  type World,
  type WorldReport,
} from '@headwaters/stack-explorer';
import { Command, InvalidArgumentError } from 'commander';
import { resolveUserPath } from '../command-line/environment.js';
import { exitCodes } from '../command-line/exit.js';
import { parseCount } from '../command-line/option-values.js';

interface ExploreOptions {
  readonly all?: true;
  readonly world?: readonly string[];
  readonly maxStates?: number;
  readonly atLeast?: number;
  readonly output: string;
  readonly json?: true;
}

/** `explore`: plays every order of events of small worlds. Exit code 1 on a violation, or if too few states were reached. */
export function createExploreCommand(): Command {
  return new Command('explore')
    .description(
      'play every order of events that small stacks allow; check that no record is lost or reordered',
    )
    .option('--all', 'also play the large worlds, which takes long')
    .option('--world <name>', 'play this world only; may be repeated', collectWorlds)
    .option('--max-states <number>', 'stop each world at this number of states', parseCount)
    .option('--at-least <number>', 'fail if fewer states are reached in total', parseCount)
    .option(
      '--output <folder>',
      'where the stack and the script of a violation are written',
      'explore-violation',
    )
    .option('--json', 'print the report as JSON')
    .action(explore);
}

/** Prints a line for each world, or JSON at the end. Stops at the first violation. */
async function explore(options: ExploreOptions): Promise<void> {
  const reports: WorldReport[] = [];
  for (const world of selectWorlds(options)) {
    const report = await exploreWorld(world, options);
    reports.push(report);
    if (!options.json) process.stdout.write(formatWorld(report));
    if (report.violation === undefined) continue;
    await reportViolation(world, report.violation, resolveUserPath(options.output));
    break;
  }
  const states = reports.reduce((sum, report) => sum + report.states, 0);
  process.stdout.write(
    options.json ? `${JSON.stringify({ states, worlds: reports }, null, 2)}\n` : formatTotal(states),
  );
  const isEnough = states >= (options.atLeast ?? 0);
  if (!isEnough)
    process.stderr.write(`Fewer than ${formatCount(options.atLeast ?? 0)} states were reached.\n`);
  const isClean = reports.every(({ violation }) => violation === undefined);
  process.exitCode = isClean && isEnough ? exitCodes.ok : exitCodes.failed;
}

function selectWorlds({ all, world: selected }: ExploreOptions): readonly World[] {
  return worlds.filter(({ name, large }) => selected?.includes(name) ?? (all === true || large !== true));
}

function collectWorlds(name: string, previous: readonly string[] = []): string[] {
  const names = worlds.map((world) => world.name);
  if (!names.includes(name)) throw new InvalidArgumentError(`The worlds are: ${names.join(', ')}.`);
  return [...previous, name];
}

async function reportViolation(world: World, violation: ViolationScript, folder: string): Promise<void> {
  await writeViolation(world, violation, folder);
  const script = join(folder, 'script.json');
  process.stderr.write(
    `${world.name}: ${violation.invariant} ${violation.detail}\n` +
      `Replay: npm run -s simulate -- --stack ${folder} --script ${script} --check\n`,
  );
}

function formatWorld({ world, states, transitions, ends, complete }: WorldReport): string {
  const counts = [
    `${formatCount(states).padStart(9)} states`,
    `${formatCount(transitions).padStart(10)} events`,
    `${formatCount(ends).padStart(5)} ends`,
  ];
  return `${world.padEnd(26)}${counts.join('')}${complete ? '' : '  (not complete)'}\n`;
}

function formatTotal(states: number): string {
  return `${formatCount(states)} states\n`;
}

function formatCount(count: number): string {
  return count.toLocaleString('en');
}
