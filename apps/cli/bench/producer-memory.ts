// Usage: npm run bench:memory [-- --gigabytes N]
// Sends 10 MB and then 100 MB through the pipeline with the shards' limits lifted, and prints the producer's peak resident
// memory for each: it must not grow with the file. With --gigabytes it compares an object of that size, which is made as it
// is read and never exists as a whole, with one of 100 MB.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { peakMemoryFor } from './endless-object.js';

const cli = resolve('apps/cli/dist/main.mjs');
const goalMebibytes = 40;
const goalPercent = 10;
const bytesPerMebibyte = 1_048_576;

function producerPeakMebibytes(scratch: string, megabytes: number): number {
  const file = join(scratch, `${megabytes}.txt`);
  execFileSync(process.execPath, [cli, 'generate', '--megabytes', String(megabytes)], {
    stdio: ['ignore', openSync(file, 'w'), 'inherit'],
  });
  const summary = execFileSync(process.execPath, [cli, 'demo', '--json', '--no-limits', file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { producer } = JSON.parse(summary) as { producer: { peakMemoryBytes: number } };
  return producer.peakMemoryBytes / bytesPerMebibyte;
}

function compareFiles(): void {
  const scratch = mkdtempSync(join(tmpdir(), 'headwaters-bench-'));
  try {
    const small = producerPeakMebibytes(scratch, 10);
    const large = producerPeakMebibytes(scratch, 100);
    process.stdout.write(
      `The producer's peak resident memory on Node ${process.version}: ${small.toFixed(0)} MiB for 10 MB, ` +
        `${large.toFixed(0)} MiB for 100 MB: ${(large - small).toFixed(0)} MiB more (goal: at most ${goalMebibytes}).\n`,
    );
    process.exitCode = large - small <= goalMebibytes ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

async function compareEndless(gigabytes: number): Promise<void> {
  const small = (await peakMemoryFor(100_000_000)) / bytesPerMebibyte;
  const large = (await peakMemoryFor(gigabytes * 1_000_000_000)) / bytesPerMebibyte;
  const percentMore = 100 * (large / small - 1);
  process.stdout.write(
    `The producer's peak resident memory on Node ${process.version}: ${small.toFixed(0)} MiB for 100 MB, ` +
      `${large.toFixed(0)} MiB for ${gigabytes} GB: ${percentMore.toFixed(0)} % more (goal: at most ${goalPercent}).\n`,
  );
  process.exitCode = percentMore <= goalPercent ? 0 : 1;
}

const { values } = parseArgs({ options: { gigabytes: { type: 'string' } } });
if (values.gigabytes === undefined) compareFiles();
else await compareEndless(Number(values.gigabytes));
