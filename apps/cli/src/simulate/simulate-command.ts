import { readFile } from 'node:fs/promises';
import { checkScript } from '@headwaters/stack-explorer';
import { playScript, readScript, type TranscriptEntry } from '@headwaters/stack-simulator';
import { Command } from 'commander';
import { UsageError } from '../errors.js';
import { addStackOptions, simulationOptions, type StackOptions } from '../pipeline/stack-options.js';
import { resolveUserPath } from '../command-line/environment.js';
import { exitCodes } from '../command-line/exit.js';
import { printable } from '../command-line/printable.js';

interface SimulateOptions extends StackOptions {
  readonly script: string;
  readonly check?: true;
}

/** `simulate`: plays a script of steps against a stack on a virtual clock. */
export function createSimulateCommand(): Command {
  return addStackOptions(new Command('simulate'))
    .description('play a script of steps against the event source mappings of a stack, on a virtual clock')
    .requiredOption('--script <file>', 'the steps, as JSON (format: apps/docs/simulate.md)')
    .option('--check', 'check the invariants of `explore`; exit code 1 on a violation')
    .option('--json', 'print JSON lines (always on)')
    .action(simulate);
}

/** Prints what happens as JSON lines, in order. */
async function simulate({ script, check, ...stack }: SimulateOptions): Promise<void> {
  const steps = readScript(await readJson(script));
  const run = { ...simulationOptions(stack), steps, onEntry: printEntry };
  if (!check) {
    await playScript(run);
    return;
  }
  const violations = await checkScript(run);
  for (const { invariant, detail } of violations) process.stderr.write(`${invariant} ${printable(detail)}\n`);
  process.exitCode = violations.length === 0 ? exitCodes.ok : exitCodes.failed;
}

function printEntry(entry: TranscriptEntry): void {
  process.stdout.write(`${printable(JSON.stringify(entry))}\n`);
}

async function readJson(file: string): Promise<unknown> {
  const json = await readFile(resolveUserPath(file), 'utf8');
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new UsageError(`${file} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
