import { readFile } from 'node:fs/promises';
import { playScript, readScript } from '@headwaters/stack-simulator';
import { Command } from 'commander';
import { UsageError } from '../errors.js';
import { addStackOptions, simulationOptions, type StackOptions } from '../pipeline/stack-options.js';
import { resolveUserPath } from '../command-line/environment.js';
import { printable } from '../command-line/printable.js';

interface SimulateOptions extends StackOptions {
  readonly script: string;
}

/** `simulate`: plays a script of steps against a stack on a virtual clock. */
export function createSimulateCommand(): Command {
  return addStackOptions(new Command('simulate'))
    .description('play a script of steps against the event source mappings of a stack, on a virtual clock')
    .requiredOption('--script <file>', 'the steps, as JSON (format: apps/docs/simulate.md)')
    .option('--json', 'print JSON lines (always on)')
    .action(simulate);
}

/** Prints what happens as JSON lines, in order. */
async function simulate({ script, ...stack }: SimulateOptions): Promise<void> {
  const steps = readScript(await readJson(script));
  await playScript({
    ...simulationOptions(stack),
    steps,
    onEntry: (entry) => process.stdout.write(`${printable(JSON.stringify(entry))}\n`),
  });
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
