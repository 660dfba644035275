import { fuzzSeeds } from '@headwaters/test-kit';
import { checkUploads } from './check-uploads.js';

// Usage: npm run fuzz:events -- [--runs N] [--seed N]
// Feeds N damaged S3 events to the producer, one after the other. Stops at the first failure and prints its seed.

await fuzzSeeds('damaged S3 events', checkUploads);
