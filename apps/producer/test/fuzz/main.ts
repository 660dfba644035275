import { fuzzSeeds } from '@headwaters/test-kit';
import { checkUploads } from './check-uploads.js';

// Usage: npm run fuzz:events -- [--runs N] [--seed N]
// Gives the producer so many damaged S3 events, one after the other. A finding ends it, with the seed that shows it.

await fuzzSeeds('damaged S3 events', checkUploads);
