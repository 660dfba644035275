// Usage: npm run fuzz:events -- [--runs N] [--seed N]
// Gives the producer so many damaged S3 events, one after the other. A finding ends it, with the seed that shows it.
import { fuzzSeeds } from '@headwaters/standard-data';
import { checkUploads } from './check-uploads.js';

await fuzzSeeds('damaged S3 events', checkUploads);
