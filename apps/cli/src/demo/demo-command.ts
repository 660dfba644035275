import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Blueprint, startSimulation } from '@headwaters/stack-simulator';
import { type StackOptions, simulationOptions } from '../pipeline/stack-options.js';
import { untilInterrupted } from '../program/until-interrupted.js';
import { fromWhereCalled } from '../workspace-paths.js';
import { printSummary } from './demo-summary.js';
import { runDemo } from './run-demo.js';

const exitCodes = { ok: 0, notWhole: 1, unusable: 2, interrupted: 130 } as const;

/**
 * `demo`: sends files through the pipeline and checks that every consumer has every byte. Progress goes to standard error, the
 * summary to standard output. Exit code 0 if all is whole, 1 if not, 2 if a
 * file can't be read or the stack's own filter would ignore it.
 */
export async function demoCommand(
  files: string[],
  { json, limits, ...stack }: StackOptions & { json?: true; limits: boolean },
): Promise<void> {
  const report = (line: string) => process.stderr.write(`${line}\n`);
  const paths = files.map(fromWhereCalled);
  const complaints = await unreadableFiles(paths);
  if (complaints.length > 0) {
    complaints.forEach(report);
    process.exitCode = exitCodes.unusable;
    return;
  }
  const simulation = await startSimulation({ ...simulationOptions(stack), enforceLimits: limits });
  const interrupted = untilInterrupted().then(() => undefined);
  if (stack.allowUnsupported)
    for (const { address, consequence } of simulation.unsupported) report(`${address}: ${consequence}`);
  try {
    const ignored = ignoredFiles(files, simulation.blueprint);
    if (ignored.length > 0) {
      const suffixes = simulation.blueprint.notifications.map(({ suffix }) => suffix).join(' or ');
      for (const file of ignored)
        report(
          `${file} would be ignored: the stack's notification takes only names that end in ${suffixes}. Rename it.`,
        );
      process.exitCode = exitCodes.unusable;
      return;
    }
    const summary = await Promise.race([runDemo(simulation, paths, report), interrupted]);
    if (summary) process.stdout.write(json ? `${JSON.stringify(summary, null, 2)}\n` : printSummary(summary));
    process.exitCode = summary ? (summary.ok ? exitCodes.ok : exitCodes.notWhole) : exitCodes.interrupted;
  } finally {
    await simulation.stop();
  }
}

/** Says of each file that can't be uploaded why: it isn't there, may not be read, or is no file. */
async function unreadableFiles(files: readonly string[]): Promise<string[]> {
  const complaints = await Promise.all(
    files.map(async (file) => {
      try {
        await access(file, constants.R_OK);
        return (await stat(file)).isFile() ? [] : [`${file} is not a file.`];
      } catch (error) {
        return [`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`];
      }
    }),
  );
  return complaints.flat();
}

/** The files that the stack's own notification filter would pass over, by prefix and suffix of their names. */
function ignoredFiles(files: readonly string[], { notifications }: Blueprint): string[] {
  return files.filter((file) => {
    const key = basename(file);
    return !notifications.some(({ prefix, suffix }) => key.startsWith(prefix) && key.endsWith(suffix));
  });
}
