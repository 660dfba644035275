import { exploreWorld, worlds } from '@headwaters/stack-explorer';
import { describe, expect, it, jest } from '@jest/globals';

jest.setTimeout(300_000);

const named = (name: string) => worlds.filter((world) => world.name === name);

describe('exploreWorld', () => {
  it.each(['no-retries', 'whole-batch', 'partial-responses'].flatMap(named))(
    'plays every order of the world $name without a violation, in the same states each time',
    async (world) => {
      const report = await exploreWorld(world);
      expect(report).toMatchObject({ complete: true, violation: undefined });
      expect(await exploreWorld(world)).toEqual(report);
    },
  );

  it('stops at maxStates, in the same states each time', async () => {
    const [world] = named('everything');
    if (world === undefined) throw new TypeError('There is no world everything.');
    const report = await exploreWorld(world, { maxStates: 300 });
    expect(report).toMatchObject({ complete: false, violation: undefined });
    expect(await exploreWorld(world, { maxStates: 300 })).toEqual(report);
  });
});

describe('worlds', () => {
  it('have different names', () => {
    const repeated = worlds.filter(({ name }, index) => named(name)[0] !== worlds[index]);
    expect(repeated).toEqual([]);
  });
});
