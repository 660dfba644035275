import { describe, expect, it } from '@jest/globals';
import { Deadline } from '../../src/time/deadline.js';
import { FakeClock } from '../fakes/fake-clock.js';

describe('Deadline', () => {
  it('passes 5 seconds before the invocation ends', () => {
    const clock = new FakeClock();
    const deadline = new Deadline(clock, 10_000);
    clock.pass(4_999);
    expect(deadline.hasPassed()).toBe(false);
    clock.pass(1);
    expect(deadline.hasPassed()).toBe(true);
  });

  it('tells whole milliseconds, which AbortSignal.timeout asks for, and never less than 0', () => {
    const clock = new FakeClock();
    const deadline = new Deadline(clock, 6_000);
    clock.pass(0.25);
    expect(deadline.remainingMillis()).toBe(1_000);
    clock.pass(5_000);
    expect(deadline.remainingMillis()).toBe(0);
  });
});
