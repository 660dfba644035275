import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Lanes } from '../../src/batch/lanes.js';

/** Runs tasks of the given lanes and durations, in this order. */
async function run(maxInFlight: number, tasks: readonly { lane: string; millis: number }[]) {
  const lanes = new Lanes(maxInFlight);
  const started: number[] = [];
  const running = new Set<number>();
  let mostRunning = 0;
  const overlaps: string[] = [];
  for (const [index, { lane, millis }] of tasks.entries()) {
    await lanes.untilFree();
    lanes.add({
      lane,
      run: async () => {
        for (const other of running) if (tasks[other]?.lane === lane) overlaps.push(`${other} and ${index}`);
        started.push(index);
        running.add(index);
        mostRunning = Math.max(mostRunning, running.size);
        await sleep(millis);
        running.delete(index);
      },
    });
  }
  await lanes.untilDone();
  return { started, mostRunning, overlaps, left: running.size };
}

describe('Lanes', () => {
  it('keeps the order within each lane, never overlaps in a lane, and runs at most maxInFlight at once', async () => {
    const task = fc.record({
      lane: fc.constantFrom('a', 'b', 'c', 'd'),
      millis: fc.integer({ min: 0, max: 3 }),
    });
    const property = fc.asyncProperty(
      fc.array(task, { maxLength: 20 }),
      fc.integer({ min: 1, max: 5 }),
      async (tasks, maxInFlight) => {
        const { started, mostRunning, overlaps, left } = await run(maxInFlight, tasks);
        expect(overlaps).toEqual([]);
        expect(left).toBe(0);
        expect(mostRunning).toBeLessThanOrEqual(maxInFlight);
        for (const lane of 'abcd') {
          const ofLane = started.filter((index) => tasks[index]?.lane === lane);
          expect(ofLane).toEqual([...ofLane].sort((a, b) => a - b));
        }
        expect([...started].sort((a, b) => a - b)).toEqual([...tasks.keys()]);
      },
    );
    await fc.assert(property, { numRuns: 50 });
  });

  it('runs 4 tasks of different lanes at the same time', async () => {
    const tasks = ['a', 'b', 'c', 'd'].map((lane) => ({ lane, millis: 20 }));
    expect((await run(4, tasks)).mostRunning).toBe(4);
  });
});
