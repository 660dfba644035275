import { describe, expect, it } from '@jest/globals';
import { forEachPaced } from '../../src/pace/for-each.js';

/** A clock whose sleeps only advance it. */
function fakeClock() {
  let nowMillis = 0;
  return {
    now: () => nowMillis,
    sleep: (millis: number) => {
      nowMillis += millis;
      return Promise.resolve();
    },
  };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('forEachPaced', () => {
  it('works on at most `concurrency` items at once', async () => {
    let running = 0;
    let most = 0;
    await forEachPaced([1, 2, 3, 4, 5], { concurrency: 2, clock: fakeClock() }, async () => {
      most = Math.max(most, ++running);
      await nextTurn();
      running -= 1;
    });
    expect([most, running]).toEqual([2, 0]);
  });

  it('starts at most `rate` things a second, where an item may be several', async () => {
    const clock = fakeClock();
    const starts: number[] = [];
    const work = () => {
      starts.push(clock.now());
      return Promise.resolve();
    };
    await forEachPaced([10, 10, 20, 10], { concurrency: 1, rate: 10, clock }, work, (count) => count);
    expect(starts).toEqual([0, 1_000, 2_000, 4_000]);
  });

  it('starts no other item after an error, and throws it when those in flight have ended', async () => {
    const started: number[] = [];
    let ended = 0;
    const run = forEachPaced([1, 2, 3, 4], { concurrency: 2, clock: fakeClock() }, async (item) => {
      started.push(item);
      await nextTurn();
      if (item === 1) throw new Error('one');
      await nextTurn();
      ended += 1;
    });
    await expect(run).rejects.toThrow('one');
    expect({ started, ended }).toEqual({ started: [1, 2], ended: 1 });
  });

  it('stops when the signal is aborted', async () => {
    const controller = new AbortController();
    const started: number[] = [];
    const pace = { concurrency: 1, clock: fakeClock(), signal: controller.signal };
    const run = forEachPaced([1, 2], pace, (item) => {
      started.push(item);
      controller.abort(new Error('stop'));
      return Promise.resolve();
    });
    await expect(run).rejects.toThrow('stop');
    expect(started).toEqual([1]);
  });
});
