import { jest } from '@jest/globals';

/** Replaces `setTimeout` and `clearTimeout`. Sockets, `AbortSignal.timeout` and everything else stay real. */
export function fakeTimeouts(): void {
  jest.useFakeTimers({
    doNotFake: [
      'Date',
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
    ],
  });
}

/** Resolves when a condition holds. Waits in real time, so it works with {@link fakeTimeouts}. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}
