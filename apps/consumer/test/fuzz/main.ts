// Usage: npm run fuzz:events -- [--runs N] [--seed N]
// Gives a consumer so many damaged Kinesis batches, one after the other. A finding ends it, with the seed that shows it.
import { fuzzSeeds } from '@headwaters/standard-data';
import { checkBatch } from './check-batch.js';

await fuzzSeeds('damaged Kinesis batches', checkBatch);
