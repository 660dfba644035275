// Usage: npm run fuzz:events -- [--runs N] [--seed N]
// Gives a consumer so many damaged Kinesis batches, one after the other. A finding ends it, with the seed that shows it.
import { parseArgs } from 'node:util';
import { RandomSource } from '@headwaters/standard-data';
import { checkBatch } from './check-batch.js';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
});
const [runs, firstSeed] = [Number(values.runs), Number(values.seed)];
const outcomes = new Map<string, number>();

let seed = firstSeed;
process.once('unhandledRejection', (reason) => {
  process.stderr.write(`FINDING: a rejection nobody handles, at or before --seed ${String(seed)}\n`);
  throw reason;
});
for (; seed < firstSeed + runs; seed++) {
  try {
    const outcome = await checkBatch(new RandomSource(seed));
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  } catch (finding) {
    process.stderr.write(`FINDING: run again with --seed ${String(seed)} --runs 1\n`);
    throw finding;
  }
}
const counted = [...outcomes]
  .sort(([, a], [, b]) => b - a)
  .map(([name, count]) => `${String(count)} ${name}`);
process.stdout.write(`${String(runs)} damaged Kinesis batches: ${counted.join(', ')}; 0 findings\n`);
