import { fuzzSeeds } from '@headwaters/test-kit';
import { checkBatch } from './check-batch.js';

// Usage: npm run fuzz:events -- [--runs N] [--seed N]
// Feeds N damaged Kinesis batches to a consumer, one after the other. Stops at the first failure and prints its seed.

await fuzzSeeds('damaged Kinesis batches', checkBatch);
