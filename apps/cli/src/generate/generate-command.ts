import { once } from 'node:events';
import { logLineBytes, logLines } from '@headwaters/test-kit';
import { Command } from 'commander';
import { parsePositiveNumber } from '../command-line/option-values.js';

const defaultMegabytes = 20;

/** `generate`: prints web log lines, the same on every run. */
export function createGenerateCommand(): Command {
  return new Command('generate')
    .description('print web log lines as test data; the same lines on every run')
    .option('--megabytes <number>', 'size, in MB (10^6 bytes)', parsePositiveNumber, defaultMegabytes)
    .action(generate);
}

/** Prints complete lines only, so the size is at most what was asked for. */
async function generate({ megabytes }: { megabytes: number }): Promise<void> {
  const count = Math.floor((megabytes * 1_000_000) / logLineBytes);
  for (const lines of logLines(count)) if (!process.stdout.write(lines)) await once(process.stdout, 'drain');
}
