import { readFile } from 'node:fs/promises';
import { playScript, readScript } from '@headwaters/stack-simulator';
import { type StackOptions, simulationOptions } from '../pipeline/stack-options.js';
import { fromWhereCalled } from '../workspace-paths.js';

interface SimulateOptions extends StackOptions {
  readonly script: string;
}

/**
 * `simulate`: plays a script of steps against a stack on a clock of its own, and prints what happens as JSON lines, in order.
 * The script's format stands in the README of packages/stack-simulator.
 */
export async function simulateCommand({ script, ...stack }: SimulateOptions): Promise<void> {
  const steps = readScript(JSON.parse(await readFile(fromWhereCalled(script), 'utf8')));
  await playScript({
    ...simulationOptions(stack),
    steps,
    onEntry: (entry) => process.stdout.write(`${JSON.stringify(entry)}\n`),
  });
}
