import { once } from 'node:events';
import { logLineBytes, logLines } from '@headwaters/test-kit';

/** `generate`: prints web log lines to standard output, whole lines only, the same on every run. */
export async function generateCommand({ megabytes }: { megabytes: number }): Promise<void> {
  const count = Math.floor((megabytes * 1_000_000) / logLineBytes);
  for (const lines of logLines(count)) if (!process.stdout.write(lines)) await once(process.stdout, 'drain');
}
