import { fuzzSeeds } from '@headwaters/test-kit';
import { checkBatch } from './check-batch.js';

// Usage: npm run fuzz:events -- [--runs N] [--seed N]
// Gives a consumer so many damaged Kinesis batches, one after the other. A finding ends it, with the seed that shows it.

await fuzzSeeds('damaged Kinesis batches', checkBatch);
