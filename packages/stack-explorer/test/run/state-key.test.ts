import type { World } from '@headwaters/stack-explorer';
import { describe, it, jest } from '@jest/globals';
import { expectNothingLostByMerging } from '../support/world-runs.js';

jest.setTimeout(300_000);

const hashKey = { explicitHashKey: '0' };

/** Small enough to play every order without merging equal states. */
const tiny: World = {
  name: 'tiny',
  shards: 1,
  mapping: { batchSize: 2, retries: 1, bisect: true, partialResponses: true },
  sequences: [
    [
      { name: 'crash', fate: 'crash', partitionKey: 'a', ...hashKey },
      { name: 'pass', fate: 'pass', partitionKey: 'b', ...hashKey },
    ],
  ],
  throttles: 1,
};

describe('stateKey', () => {
  it('merges no states that differ in what can follow: every order of a tiny world, with and without merging', async () => {
    await expectNothingLostByMerging(tiny, 2);
  });
});
