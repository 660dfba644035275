import { describe, expect, it } from '@jest/globals';
import { RateWindow } from '../../../src/server/flow/rate-window.js';

describe('RateWindow', () => {
  it('is the mean of the last 5 seconds', () => {
    let now = 0;
    const rate = new RateWindow({ now: () => now });
    rate.add(10);
    now = 4_999;
    rate.add(5);
    expect(rate.perSecond).toBe(3);
    now = 5_000;
    expect(rate.perSecond).toBe(1);
    now = 9_000;
    expect(rate.perSecond).toBe(0);
  });
});
