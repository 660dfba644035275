import { describe, expect, it } from '@jest/globals';
import { concurrencyCheck } from '../../../src/preflight/checks/concurrency.js';
import { fakePreflight } from '../fake-preflight.js';

/** Checks functions that reserve `planned`, in an account with a quota of 1,000. */
const check = (planned: readonly number[], { unreserved = 1_000, existing = 0 } = {}) =>
  concurrencyCheck.run(
    fakePreflight({
      stack: {
        reservations: planned.map((concurrency, index) => ({ functionName: `f${index}`, concurrency })),
      },
      reader: {
        concurrency: () => Promise.resolve({ limit: 1_000, unreserved }),
        reservedBy: (name) => Promise.resolve(name === 'f0' ? existing : 0),
      },
    }),
  );

describe('concurrencyCheck', () => {
  it('accepts 900 reserved of 1,000, and fails for 901: 100 must stay for other functions', async () => {
    expect(await check([500, 400])).toMatchObject({ status: 'ok' });
    expect(await check([500, 401])).toEqual({
      status: 'failed',
      what: 'The functions reserve 901 concurrent executions, which leaves 99 of 1000; Lambda keeps at least 100 for functions without a reservation.',
      fix: 'Lower the settings reservedConcurrency, or request a quota "Concurrent executions" (L-B99A9384) of at least 1001.',
    });
  });

  it('does not count twice what the same functions have reserved already', async () => {
    expect(await check([500, 400], { unreserved: 500, existing: 500 })).toMatchObject({ status: 'ok' });
    expect(await check([500, 400], { unreserved: 500, existing: 0 })).toMatchObject({ status: 'failed' });
  });

  it('fails in a new account with a quota of 10', async () => {
    expect(await check([1], { unreserved: 10 })).toMatchObject({ status: 'failed' });
  });

  it('asks for nothing if no function reserves concurrency', async () => {
    expect(await check([], { unreserved: 0 })).toMatchObject({ status: 'ok' });
  });
});
