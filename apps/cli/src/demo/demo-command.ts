import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { startSimulation } from '@headwaters/stack-simulator';
import { Command } from 'commander';
import { resolveUserPath } from '../command-line/environment.js';
import { exitCodes, waitForInterrupt } from '../command-line/exit.js';
import { printable, printableLines } from '../command-line/printable.js';
import { UsageError } from '../errors.js';
import { addStackOptions, type StackOptions, simulationOptions } from '../pipeline/stack-options.js';
import {
  type UploadTarget,
  chooseKey,
  describePatterns,
  findUploadTarget,
} from '../pipeline/upload-target.js';
import { type WireOption, checkWire, createWireOption, wireOverride } from '../pipeline/wire-option.js';
import { formatSummary } from './demo-summary.js';
import { runDemo } from './run-demo.js';

interface DemoOptions extends StackOptions, WireOption {
  readonly json?: true;
  /** Whether shards have the throughput limits of AWS. */
  readonly limits: boolean;
}

/**
 * `demo`: sends files through the pipeline and checks that every consumer has every byte. If the producer is not the one of this
 * project, it checks that nothing failed. Exit code 1 if a check fails, 2 if a file cannot be read or does not match the stack's
 * trigger, 130 on Ctrl-C.
 */
export function createDemoCommand(): Command {
  return addStackOptions(new Command('demo'))
    .description('send files through the pipeline and check that every consumer has every byte, once')
    .argument('<file...>', 'files to upload')
    .addOption(createWireOption())
    .option('--json', 'print the summary as JSON')
    .option('--no-limits', 'lift the throughput limits of the shards')
    .action(demo);
}

/** Prints progress to standard error and the summary to standard output. */
async function demo(files: string[], { json, limits, ...stack }: DemoOptions): Promise<void> {
  const report = (line: string) => process.stderr.write(`${printable(line)}\n`);
  const paths = files.map(resolveUserPath);
  await checkReadable(paths);
  const simulation = await startSimulation({
    ...simulationOptions(stack),
    enforceLimits: limits,
    ...wireOverride(stack),
  });
  const interrupted = waitForInterrupt().then(() => undefined);
  if (stack.allowUnsupported)
    for (const { address, consequence } of simulation.unsupported) report(`${address}: ${consequence}`);
  try {
    const target = findUploadTarget(simulation.blueprint);
    checkNotificationFilter(files, target);
    checkWire(stack, target);
    const summary = await Promise.race([runDemo(simulation, paths, report), interrupted]);
    if (summary)
      process.stdout.write(
        printableLines(json ? `${JSON.stringify(summary, null, 2)}\n` : formatSummary(summary)),
      );
    process.exitCode =
      summary === undefined ? exitCodes.interrupted : summary.ok ? exitCodes.ok : exitCodes.failed;
  } finally {
    await simulation.stop();
  }
}

/** @throws {@link UsageError} with one line for each path that is missing, not readable, or not a file. */
async function checkReadable(paths: readonly string[]): Promise<void> {
  const problems = await Promise.all(
    paths.map(async (path) => {
      try {
        await access(path, constants.R_OK);
        return (await stat(path)).isFile() ? [] : [`${path} is not a file.`];
      } catch (error) {
        return [`${path} can't be read: ${error instanceof Error ? error.message : String(error)}`];
      }
    }),
  );
  if (problems.flat().length > 0) throw new UsageError(problems.flat().join('\n'));
}

/** @throws {@link UsageError} with one line for each file whose name no notification of the stack matches. */
function checkNotificationFilter(files: readonly string[], target: UploadTarget): void {
  const problems = files
    .filter((file) => chooseKey(target, file) === undefined)
    .map(
      (file) =>
        `${file} would be ignored: the stack's trigger accepts only keys like ${describePatterns(target)}. Rename the file.`,
    );
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
}
