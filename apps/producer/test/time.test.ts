import { describe, expect, it } from '@jest/globals';
import { Deadline, fullJitterMillis } from '../src/time.js';
import { FakeClock } from './fakes/fake-clock.js';

describe('Deadline', () => {
  it('passes 5 seconds before the invocation ends', () => {
    const clock = new FakeClock();
    const deadline = new Deadline(clock, 10_000);
    clock.pass(4_999);
    expect(deadline.hasPassed()).toBe(false);
    clock.pass(1);
    expect(deadline.hasPassed()).toBe(true);
  });

  it('returns an integer, as AbortSignal.timeout requires, of at least 0', () => {
    const clock = new FakeClock();
    const deadline = new Deadline(clock, 6_000);
    clock.pass(0.25);
    expect(deadline.remainingMillis()).toBe(1_000);
    clock.pass(5_000);
    expect(deadline.remainingMillis()).toBe(0);
  });
});

describe('fullJitterMillis', () => {
  it.each([
    [1, 50],
    [2, 100],
    [5, 800],
    [6, 1_000],
    [10_000, 1_000],
  ])('after %i failures returns 0 to %i ms', (failureCount, boundMillis) => {
    expect(fullJitterMillis(failureCount, () => 0)).toBe(0);
    expect(fullJitterMillis(failureCount, () => 0.5)).toBe(boundMillis / 2);
  });
});
