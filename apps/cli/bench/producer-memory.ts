// Usage: npm run bench:memory
// Sends 10 MB and then 100 MB through the pipeline with the shards' limits lifted, and prints the producer's peak resident
// memory for each: it must not grow with the file.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const cli = resolve('apps/cli/dist/main.mjs');
const goalMebibytes = 40;
const scratch = mkdtempSync(join(tmpdir(), 'headwaters-bench-'));

function producerPeakMebibytes(megabytes: number): number {
  const file = join(scratch, `${String(megabytes)}.txt`);
  execFileSync(process.execPath, [cli, 'generate', '--megabytes', String(megabytes)], {
    stdio: ['ignore', openSync(file, 'w'), 'inherit'],
  });
  const summary = execFileSync(process.execPath, [cli, 'demo', '--json', '--no-limits', file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { producer } = JSON.parse(summary) as { producer: { peakMemoryBytes: number } };
  return producer.peakMemoryBytes / 1_048_576;
}

try {
  const small = producerPeakMebibytes(10);
  const large = producerPeakMebibytes(100);
  process.stdout.write(
    `The producer's peak resident memory on Node ${process.version}: ${small.toFixed(0)} MiB for 10 MB, ` +
      `${large.toFixed(0)} MiB for 100 MB: ${(large - small).toFixed(0)} MiB more (goal: at most ${String(goalMebibytes)}).\n`,
  );
  process.exitCode = large - small <= goalMebibytes ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true });
}
