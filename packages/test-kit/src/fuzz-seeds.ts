import { parseArgs } from 'node:util';
import { RandomSource } from './random-source.js';

/**
 * Runs a check on one seed after the other, as `--runs` (20,000 by default) and `--seed` (the first: 1 by default) of the command line
 * say, and prints how often each outcome came.
 *
 * @param what - The plural of what a seed makes, e.g. `damaged S3 events`.
 * @param check - Gives the name of the outcome of a seed.
 * @throws what `check` throws, at once, with the seed that shows it on stderr; so for a rejection that nobody handles.
 */
export async function fuzzSeeds(
  what: string,
  check: (random: RandomSource) => Promise<string>,
): Promise<void> {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
  });
  const [runs, firstSeed] = [Number(values.runs), Number(values.seed)];
  const outcomes = new Map<string, number>();
  let seed = firstSeed;
  process.once('unhandledRejection', (reason) => {
    process.stderr.write(`FINDING: a rejection nobody handles, at or before --seed ${seed}\n`);
    throw reason;
  });
  for (; seed < firstSeed + runs; seed++) {
    try {
      const outcome = await check(new RandomSource(seed));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    } catch (finding) {
      process.stderr.write(`FINDING: run again with --seed ${seed} --runs 1\n`);
      throw finding;
    }
  }
  const counted = [...outcomes]
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${count} ${name}`);
  process.stdout.write(`${runs} ${what}: ${counted.join(', ')}; 0 findings\n`);
}
