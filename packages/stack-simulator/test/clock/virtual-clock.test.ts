import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '@headwaters/stack-simulator';

const settled = () => Promise.resolve();

describe('VirtualClock', () => {
  it('moves only when advance is called', async () => {
    const clock = new VirtualClock(1_000);
    expect(clock.now()).toBe(1_000);
    await clock.advance(250, settled);
    expect(clock.now()).toBe(1_250);
  });

  it('runs timers in order at their own time, including those that a timer sets', async () => {
    const clock = new VirtualClock(0);
    const runs: [string, number][] = [];
    const note = (name: string) => () => runs.push([name, clock.now()]);
    clock.setTimeout(note('late'), 300);
    clock.setTimeout(() => {
      note('early')();
      clock.setTimeout(note('nested'), 100);
    }, 100);
    clock.setTimeout(note('later'), 301);
    await clock.advance(300, settled);
    expect(runs).toEqual([
      ['early', 100],
      ['nested', 200],
      ['late', 300],
    ]);
  });

  it('does not run a cancelled timer', async () => {
    const clock = new VirtualClock(0);
    const cancel = clock.setTimeout(() => {
      throw new Error('cancelled');
    }, 1);
    cancel();
    await expect(clock.advance(10, settled)).resolves.toBeUndefined();
  });
});
