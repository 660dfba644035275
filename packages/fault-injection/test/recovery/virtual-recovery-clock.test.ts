import { VirtualClock } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { VirtualRecoveryClock } from '../../src/recovery/virtual-recovery-clock.js';

describe('VirtualRecoveryClock', () => {
  it('sleeps on the virtual clock, and ends a sleep with the reason of its signal', async () => {
    const virtual = new VirtualClock(0);
    const clock = new VirtualRecoveryClock(virtual);
    const ended: string[] = [];
    const stop = new AbortController();
    const sleeps = [
      clock.sleep(10).then(() => ended.push(`slept until ${clock.now()}`)),
      clock.sleep(20, stop.signal).catch((error: unknown) => ended.push((error as Error).message)),
      clock
        .sleep(20, AbortSignal.abort(new Error('early')))
        .catch((error: unknown) => ended.push((error as Error).message)),
    ];
    await virtual.advance(15, () => Promise.resolve());
    stop.abort(new Error('stopped'));
    await Promise.all(sleeps);
    expect(ended).toEqual(['early', 'slept until 10', 'stopped']);
  });
});
