import { describe, expect, it } from '@jest/globals';
import { BlockPace } from '../../src/replay/block-pace.js';

function fakeClock() {
  const clock = {
    nowMillis: 0,
    now: () => clock.nowMillis,
    sleep: (millis: number) => {
      clock.nowMillis += millis;
      return Promise.resolve();
    },
  };
  return clock;
}

describe('BlockPace', () => {
  it('starts as many blocks a second as the rate says, and no more after a pause', async () => {
    const clock = fakeClock();
    const pace = new BlockPace(clock, 10);
    const starts: number[] = [];
    for (const blocks of [5, 20, 1]) {
      await pace.start(blocks);
      starts.push(clock.nowMillis);
    }
    clock.nowMillis += 60_000;
    for (const blocks of [10, 1]) {
      await pace.start(blocks);
      starts.push(clock.nowMillis);
    }
    expect(starts).toEqual([0, 500, 2_500, 62_500, 63_500]);
  });

  it('does not wait without a rate', async () => {
    const clock = fakeClock();
    const pace = new BlockPace(clock, undefined);
    await pace.start(1_000);
    await pace.start(1_000);
    expect(clock.nowMillis).toBe(0);
  });
});
