import { describe, expect, it, jest } from '@jest/globals';
import { Deadline, untilAborted } from '../../src/batch/deadline.js';
import { OutOfTimeError } from '../../src/errors.js';

/** A clock that tests move. */
function manualClock() {
  const clock = { steady: 500, now: () => 0, steadyMillis: () => clock.steady };
  return clock;
}

describe('Deadline', () => {
  it.each([
    [120_000, 110_000],
    [60_000, 50_000],
    [40_000, 30_000],
    [4_000, 3_000],
  ])('of an invocation of %i ms passes after %i ms', (invocationMillis, millis) => {
    const clock = manualClock();
    const deadline = new Deadline(clock, invocationMillis);
    clock.steady += millis - 1;
    expect(deadline.hasPassed()).toBe(false);
    clock.steady += 1;
    expect(deadline.hasPassed()).toBe(true);
  });

  it('aborts the signal of limited work with OutOfTimeError when it passes, and not before', async () => {
    jest.useFakeTimers();
    try {
      const deadline = new Deadline(manualClock(), 60_000);
      await deadline.limit(async (signal) => {
        await jest.advanceTimersByTimeAsync(49_999);
        expect(signal.aborted).toBe(false);
        await jest.advanceTimersByTimeAsync(1);
        expect(signal.reason).toMatchObject({ code: 'HEADWATERS_OUT_OF_TIME' });
      });
    } finally {
      jest.useRealTimers();
    }
  });

  it('aborts work that has half of the time after half of it: 25 of 50 seconds', async () => {
    jest.useFakeTimers();
    try {
      const deadline = new Deadline(manualClock(), 60_000);
      const work = deadline.limit((signal) => untilAborted(new Promise(() => undefined), signal), 0.5);
      const outcome = work.catch((error: unknown) => error);
      await jest.advanceTimersByTimeAsync(24_999);
      expect(jest.getTimerCount()).toBe(1);
      await jest.advanceTimersByTimeAsync(1);
      expect(await outcome).toBeInstanceOf(OutOfTimeError);
    } finally {
      jest.useRealTimers();
    }
  });

  it('leaves no timer when the work ends early', async () => {
    jest.useFakeTimers();
    try {
      await new Deadline(manualClock(), 60_000).limit(() => Promise.resolve());
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('untilAborted', () => {
  const late = new Error('late');

  it('returns the result of work that ends before the signal, and its error', async () => {
    const { signal } = new AbortController();
    await expect(untilAborted(Promise.resolve(1), signal)).resolves.toBe(1);
    await expect(untilAborted(Promise.reject(late), signal)).rejects.toBe(late);
  });

  it('rejects with the reason of the signal if the work does not end', async () => {
    const controller = new AbortController();
    const waiting = untilAborted(new Promise(() => undefined), controller.signal);
    const reason = new Error('time is up');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  it('rejects with the reason of the signal if the work fails because of it', async () => {
    const controller = new AbortController();
    const work = new Promise((_, reject) => {
      controller.signal.addEventListener('abort', () => {
        reject(late);
      });
    });
    const waiting = untilAborted(work, controller.signal);
    const reason = new Error('time is up');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });
});
