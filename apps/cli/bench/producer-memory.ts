// Usage: npm run bench:memory [-- --gigabytes N]
// Checks that the producer's memory does not grow with the file. Sends 10 MB and 100 MB through the pipeline, without the
// throughput limits of shards, and compares the producer's peak resident memory. With --gigabytes, compares 100 MB with an
// object of that size, whose bytes are generated while they are read.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measurePeakMemory } from './endless-object.js';

const cli = resolve('apps/cli/dist/main.mjs');
const maxGrowthMebibytes = 40;
const maxGrowthPercent = 10;
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
        `${large.toFixed(0)} MiB for 100 MB: ${(large - small).toFixed(0)} MiB more (goal: at most ${maxGrowthMebibytes}).\n`,
    );
    process.exitCode = large - small <= maxGrowthMebibytes ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

async function compareEndless(gigabytes: number): Promise<void> {
  const small = (await measurePeakMemory(100_000_000)) / bytesPerMebibyte;
  const large = (await measurePeakMemory(gigabytes * 1_000_000_000)) / bytesPerMebibyte;
  const percentMore = 100 * (large / small - 1);
  process.stdout.write(
    `The producer's peak resident memory on Node ${process.version}: ${small.toFixed(0)} MiB for 100 MB, ` +
      `${large.toFixed(0)} MiB for ${gigabytes} GB: ${percentMore.toFixed(0)} % more (goal: at most ${maxGrowthPercent}).\n`,
  );
  process.exitCode = percentMore <= maxGrowthPercent ? 0 : 1;
}

const { values } = parseArgs({ options: { gigabytes: { type: 'string' } } });
if (values.gigabytes === undefined) compareFiles();
else await compareEndless(Number(values.gigabytes));
