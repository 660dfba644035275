import { parseArgs } from 'node:util';
import { RandomSource } from '@headwaters/test-kit';
import { checkMutant } from './check-mutant.js';
import { mutate } from './mutate.js';
import { makeSamples } from './sample.js';

// Usage: npm run fuzz -- [--minutes N] [--seed N]
// Fuzzes round trips and the decoding of damaged records for N minutes (default: 1). The first finding ends the run and prints its
// seed.

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 32) },
  },
});
const endMillis = Date.now() + Number(values.minutes) * 60_000;
const mutantsPerSample = 2;
let seed = Number(values.seed);
let [roundTripCount, mutantCount] = [0, 0];

process.stdout.write(`seed ${seed}, Node ${process.versions.node}\n`);
do {
  for (let times = 0; times < 1000; times++) fuzz(seed++);
} while (Date.now() < endMillis);
process.stdout.write(`${roundTripCount} round trips and ${mutantCount} mutants: 0 findings\n`);

function fuzz(caseSeed: number): void {
  const random = new RandomSource(caseSeed);
  let mutant: Buffer | undefined;
  try {
    for (const sample of makeSamples(random)) {
      roundTripCount++;
      for (let times = 0; times < mutantsPerSample; times++) {
        mutant = mutate(sample.data, random);
        checkMutant(mutant, sample);
        mutantCount++;
      }
    }
  } catch (finding) {
    process.stderr.write(
      `FINDING: reproduce with --seed ${caseSeed}; mutant ${mutant?.toString('hex') ?? 'none'}\n`,
    );
    throw finding;
  }
}
