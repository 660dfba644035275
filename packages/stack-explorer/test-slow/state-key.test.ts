import { worlds, type World } from '@headwaters/stack-explorer';
import { describe, expect, it, jest } from '@jest/globals';
import { expectNothingLostByMerging, numbers, StateTable, Walk } from '../test/support/world-runs.js';

jest.setTimeout(900_000);

const hashKey = { explicitHashKey: '0' };

/** Small enough to play every order without merging equal states. */
const twoShards: World = {
  name: 'two-shards',
  shards: 2,
  mapping: { batchSize: 2, retries: 1, bisect: true, partialResponses: true },
  sequences: [
    [
      { name: 'crash', fate: 'crash', partitionKey: 'a', ...hashKey },
      { name: 'pass', fate: 'pass', partitionKey: 'b', ...hashKey },
    ],
    [{ name: 'other', fate: 'pass', partitionKey: 'c', explicitHashKey: String(2n ** 127n) }],
  ],
  throttles: 1,
};

describe('stateKey', () => {
  it('merges no states that differ in what can follow: every order of a world of two shards, with and without merging', async () => {
    await expectNothingLostByMerging(twoShards, 10);
  });

  it.each(worlds.map((world) => [world.name, world] as const))(
    'merges no states that differ in what follows, on 200 random runs of the world %s',
    async (_, world) => {
      const start = await Walk.prepare(world);
      const table = new StateTable();
      const random = numbers(1);
      for (let run = 0; run < 200; run++) {
        const walk = await start();
        for (let from = walk.state; from.choices.length > 0;) {
          const choice = from.choices[Math.floor(Number(random.next().value) * from.choices.length)];
          if (choice === undefined) break;
          await walk.play(choice);
          const to = walk.state;
          table.addState(to);
          table.addTransition(from, choice, to);
          from = to;
        }
        expect(walk.violations).toEqual([]);
      }
      expect(table.differences).toEqual([]);
    },
  );
});
