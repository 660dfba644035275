import { VirtualClock } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { JumpingClock } from '../../src/clock/jumping-clock.js';

const startMillis = 1_000_000;
const jumpMillis = 900_000;

function createJumpedClock(): JumpingClock {
  const clock = new JumpingClock(new VirtualClock(startMillis));
  clock.jump(jumpMillis);
  return clock;
}

describe('JumpingClock', () => {
  it('is 15 minutes ahead after a jump of 15 minutes', () => {
    expect(createJumpedClock().now()).toBe(startMillis + jumpMillis);
  });

  it('converts wall times before and after the jump to steady time', () => {
    const clock = createJumpedClock();
    expect(clock.toSteadyMillis(startMillis - 1)).toBe(startMillis - 1);
    expect(clock.toSteadyMillis(clock.now())).toBe(startMillis);
    expect(clock.toSteadyMillis(clock.now() + 1)).toBe(startMillis + 1);
  });

  it('returns a time within the jump unchanged, as dated ahead before the jump', () => {
    expect(createJumpedClock().toSteadyMillis(startMillis + 1_000)).toBe(startMillis + 1_000);
  });
});
