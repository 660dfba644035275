import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Result } from './measure.js';

/** Holds one contest in a fresh process, which runs this same program. @throws Error if that process fails. */
export async function runContest(name: string): Promise<Result> {
  const child = fork(fileURLToPath(import.meta.url), [name], { stdio: 'inherit' });
  const results: Result[] = [];
  child.on('message', (result: Result) => results.push(result));
  const [code] = (await once(child, 'close')) as [number | null];
  const [result] = results;
  if (code === 0 && result !== undefined) return result;
  throw new Error(`The contest "${name}" ended with code ${String(code)} and no result.`);
}
