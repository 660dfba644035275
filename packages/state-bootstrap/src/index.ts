export { bucketPolicy } from './bucket-policy.js';
export { foundationBuckets } from './foundation-bucket.js';
export type { AwsAccount, FoundationBucket } from './foundation-bucket.js';
export { makeBucket } from './make-bucket.js';
