import { VirtualClock } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { JumpingClock } from '../../src/clock/jumping-clock.js';

const startMillis = 1_000_000;
const jumpMillis = 900_000;

function jumped(): JumpingClock {
  const clock = new JumpingClock(new VirtualClock(startMillis));
  clock.jump(jumpMillis);
  return clock;
}

describe('JumpingClock', () => {
  it('is ahead by its jump', () => {
    expect(jumped().now()).toBe(startMillis + jumpMillis);
  });

  it('knows when it was by the steady clock, before its jump and from the jump on', () => {
    const clock = jumped();
    expect(clock.steadyMillis(startMillis - 1)).toBe(startMillis - 1);
    expect(clock.steadyMillis(clock.now())).toBe(startMillis);
    expect(clock.steadyMillis(clock.now() + 1)).toBe(startMillis + 1);
  });

  it('takes a time that it jumped over for one that was dated ahead', () => {
    expect(jumped().steadyMillis(startMillis + 1_000)).toBe(startMillis + 1_000);
  });
});
