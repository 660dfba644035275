import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '@headwaters/stack-simulator';

const settled = () => Promise.resolve();

describe('VirtualClock', () => {
  test('stands still until it is moved', async () => {
    const clock = new VirtualClock(1_000);
    expect(clock.now()).toBe(1_000);
    await clock.advance(250, settled);
    expect(clock.now()).toBe(1_250);
  });

  test('runs timers in order, each at its own time, those set on the way included', async () => {
    const clock = new VirtualClock(0);
    const runs: [string, number][] = [];
    const note = (name: string) => () => runs.push([name, clock.now()]);
    clock.setTimeout(note('late'), 300);
    clock.setTimeout(() => {
      note('early')();
      clock.setTimeout(note('set on the way'), 100);
    }, 100);
    clock.setTimeout(note('beyond'), 301);
    await clock.advance(300, settled);
    expect(runs).toEqual([
      ['early', 100],
      ['set on the way', 200],
      ['late', 300],
    ]);
  });

  test('runs no timer that was cancelled', async () => {
    const clock = new VirtualClock(0);
    const cancel = clock.setTimeout(() => {
      throw new Error('cancelled');
    }, 1);
    cancel();
    await expect(clock.advance(10, settled)).resolves.toBeUndefined();
  });
});
