import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { coalesce } from '../../../src/server/coverage/ledger-watch.js';

describe('coalesce', () => {
  it('runs once more for all calls during a run', async () => {
    let runs = 0;
    let finish = (): void => undefined;
    const runSoon = coalesce(() => {
      runs += 1;
      return new Promise<void>((resolve) => (finish = resolve));
    });
    for (let times = 0; times < 3; times++) runSoon();
    expect(runs).toBe(1);
    finish();
    await setImmediate();
    expect(runs).toBe(2);
    finish();
    await setImmediate();
    expect(runs).toBe(2);
  });

  it('runs again on the next call after a failure', async () => {
    let runs = 0;
    const runSoon = coalesce(() => {
      runs += 1;
      return Promise.reject(new Error('no'));
    });
    runSoon();
    await setImmediate();
    runSoon();
    expect(runs).toBe(2);
  });
});
