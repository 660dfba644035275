import { describe, expect, it } from '@jest/globals';
import { CallCounter } from '../../src/recovery/call-counter.js';

describe('CallCounter', () => {
  it('is quiet when no call is in flight, but not if one ended meanwhile', async () => {
    const counter = new CallCounter();
    expect(await counter.whenQuiet()).toBe(true);
    counter.begin();
    const waiting = counter.whenQuiet();
    counter.end();
    expect(await waiting).toBe(false);
    expect(await counter.whenQuiet()).toBe(true);
  });
});
