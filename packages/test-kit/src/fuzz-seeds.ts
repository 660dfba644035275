import { parseArgs } from 'node:util';
import { RandomSource } from './random-source.js';

/**
 * Runs a check for consecutive seeds and prints the count of each outcome. Command line options: `--runs` (default: 20,000)
 * and `--seed` (the first seed; default: 1).
 *
 * @param subject - What a seed generates, in the plural, for example `damaged S3 events`.
 * @param check - Returns the name of the outcome.
 * @param commandLine - The command line options. Default: those of the process.
 * @throws What `check` throws. Stderr then names the seed to repeat. The same holds for unhandled rejections.
 */
export async function fuzzSeeds(
  subject: string,
  check: (random: RandomSource) => Promise<string>,
  commandLine: readonly string[] = process.argv.slice(2),
): Promise<void> {
  const { values } = parseArgs({
    args: [...commandLine],
    options: { runs: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
  });
  const [runs, firstSeed] = [Number(values.runs), Number(values.seed)];
  const outcomes = new Map<string, number>();
  let seed = firstSeed;
  process.once('unhandledRejection', (reason) => {
    process.stderr.write(`FINDING: unhandled rejection at or before --seed ${seed}\n`);
    throw reason;
  });
  for (; seed < firstSeed + runs; seed++) {
    try {
      const outcome = await check(new RandomSource(seed));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    } catch (finding) {
      process.stderr.write(`FINDING: repeat with --seed ${seed} --runs 1\n`);
      throw finding;
    }
  }
  const counts = [...outcomes].sort(([, a], [, b]) => b - a).map(([name, count]) => `${count} ${name}`);
  process.stdout.write(`${runs} ${subject}: ${counts.join(', ')}; 0 findings\n`);
}
