import type { Reshard, World, WorldMapping, WorldRecord } from './world.js';

/** Hash keys of the first and the second of two shards. */
const lower = '0';
const upper = String(2n ** 127n);
/** Splits the first of two shards. Hash key 0 is in the first child. */
const splitAt = String(2n ** 126n);
const secondChild = splitAt;

function record(
  name: string,
  fate: WorldRecord['fate'],
  explicitHashKey: string,
  partitionKey = name,
): WorldRecord {
  return { name, fate, partitionKey, explicitHashKey };
}

const mapping: WorldMapping = { batchSize: 2, retries: 1, bisect: true, partialResponses: true };
const split: Reshard = { split: 'shardId-000000000000', newStartingHashKey: splitAt };
const merge: Reshard = { merge: 'shardId-000000000000', adjacentShard: 'shardId-000000000001' };

/** A record that passes, one that is reported each time and one that ends the process each time. */
const failing = [
  record('pass', 'pass', lower),
  record('crash', 'crash', lower),
  record('permanent', 'permanent', upper),
];
const upload = {
  copies: 2,
  records: [record('line', 'pass', upper)],
  failures: 0,
  throttles: 0,
};

/** Three records in one shard, one of which ends the process. */
const oneShard = [
  [record('pass', 'pass', lower), record('crash', 'crash', lower), record('next', 'pass', lower)],
];

/** Each kind of record, a throttled invocation, a split, and an upload that is notified twice. */
const everything: World = {
  name: 'everything',
  shards: 2,
  mapping,
  sequences: failing.map((each) => [each]),
  upload,
  throttles: 1,
  reshard: split,
};

/** The worlds that `headwaters explore` plays. */
export const worlds: readonly World[] = [
  {
    name: 'whole-batch',
    shards: 1,
    mapping: { batchSize: 2, retries: 2 },
    sequences: oneShard,
    throttles: 2,
    failures: 1,
  },
  {
    name: 'no-retries',
    shards: 1,
    mapping: { ...mapping, retries: 0 },
    sequences: oneShard,
    throttles: 2,
    failures: 1,
  },
  {
    name: 'partial-responses',
    shards: 1,
    mapping: { batchSize: 3, retries: 2, partialResponses: true },
    sequences: [[...(oneShard[0] ?? []), record('permanent', 'permanent', lower)]],
    throttles: 1,
    failures: 1,
  },
  {
    name: 'batching-window',
    shards: 2,
    mapping: { ...mapping, batchingWindowSeconds: 1 },
    sequences: failing.map((each) => [each]),
    throttles: 1,
    failures: 1,
    reshard: split,
  },
  {
    name: 'record-age',
    shards: 1,
    mapping: { ...mapping, retries: -1, maximumAgeSeconds: 60 },
    sequences: [[record('crash', 'crash', lower), record('pass', 'pass', lower)]],
    throttles: 1,
    pauseSeconds: 61,
  },
  {
    name: 'two-lanes',
    shards: 1,
    mapping: { ...mapping, parallelization: 2 },
    sequences: [
      [record('a1', 'pass', lower, 'a'), record('a2', 'crash', lower, 'a')],
      [record('b1', 'pass', lower, 'b'), record('b2', 'permanent', lower, 'b')],
    ],
    throttles: 2,
    failures: 1,
  },
  {
    name: 'disabled',
    shards: 2,
    mapping,
    sequences: failing.map((each) => [each]),
    throttles: 1,
    failures: 1,
    disable: true,
  },
  {
    name: 'split',
    shards: 2,
    mapping,
    sequences: [
      [record('crash', 'crash', lower), record('pass', 'pass', lower)],
      [record('permanent', 'permanent', secondChild), record('other', 'pass', secondChild)],
    ],
    throttles: 1,
    failures: 1,
    reshard: split,
  },
  {
    name: 'merge',
    shards: 2,
    mapping,
    sequences: [
      [record('crash', 'crash', lower), record('pass', 'pass', lower)],
      [record('permanent', 'permanent', upper), record('other', 'pass', upper)],
    ],
    throttles: 1,
    failures: 1,
    reshard: merge,
  },
  {
    name: 'upload',
    shards: 1,
    mapping,
    sequences: [],
    upload: {
      ...upload,
      records: [record('line-1', 'pass', lower), record('line-2', 'crash', lower)],
      failures: 3,
      throttles: 1,
    },
  },
  everything,
  { ...everything, name: 'everything-and-a-failure', failures: 1 },
  {
    ...everything,
    name: 'everything-twice',
    large: true,
    throttles: 2,
    failures: 1,
    upload: { ...upload, failures: 1, throttles: 1 },
  },
];
