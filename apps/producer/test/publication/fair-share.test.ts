import { describe, expect, it } from '@jest/globals';
import { FairShare } from '../../src/publication/fair-share.js';
import { FakeClock } from '../fakes/fake-clock.js';

/** A share of 60 seconds that starts after some time was spent on reading again. */
function shareStartedAfter(millis: number) {
  const clock = new FakeClock();
  const fairShare = new FairShare(clock, 60);
  clock.pass(millis);
  fairShare.start();
  return { clock, fairShare };
}

describe('FairShare', () => {
  it('is used up after its seconds, counted from the start of new content', () => {
    const { clock, fairShare } = shareStartedAfter(10_000);
    clock.pass(59_999);
    expect(fairShare.isUsedUp()).toBe(false);
    clock.pass(1);
    expect(fairShare.isUsedUp()).toBe(true);
  });

  it('is not used up before new content was read', () => {
    const clock = new FakeClock();
    const fairShare = new FairShare(clock, 60);
    clock.pass(900_000);
    expect(fairShare.isUsedUp()).toBe(false);
  });

  it('lasts four times as long as reading again took, if that is longer', () => {
    const { clock, fairShare } = shareStartedAfter(100_000);
    clock.pass(399_999);
    expect(fairShare.isUsedUp()).toBe(false);
    clock.pass(1);
    expect(fairShare.isUsedUp()).toBe(true);
  });

  it('starts once', () => {
    const { clock, fairShare } = shareStartedAfter(0);
    clock.pass(59_000);
    fairShare.start();
    clock.pass(1_000);
    expect(fairShare.isUsedUp()).toBe(true);
  });
});
