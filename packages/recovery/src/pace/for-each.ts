import type { RecoveryClock } from '../pipeline/recovery-context.js';

/** How much at once, and how fast. */
export interface Pace {
  readonly concurrency: number;
  /** Things started a second. Default: no limit. */
  readonly rate?: number | undefined;
  readonly clock: RecoveryClock;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Works on the items of a source, `concurrency` at once, and starts at most `rate` of them a second. After an error it starts no
 * other, waits for those in flight, and throws the first error.
 *
 * Memory: the items in flight.
 *
 * @param weigh - How many things an item is, for the rate. Default: 1.
 */
export async function forEachPaced<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  { concurrency, rate, clock, signal }: Pace,
  work: (item: Item) => Promise<void>,
  weigh: (item: Item) => number = () => 1,
): Promise<void> {
  const inFlight = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let nextStartMillis = clock.now();
  try {
    for await (const item of items) {
      signal?.throwIfAborted();
      if (rate !== undefined) {
        const waitMillis = nextStartMillis - clock.now();
        if (waitMillis > 0) await clock.sleep(waitMillis, signal);
        nextStartMillis = Math.max(nextStartMillis, clock.now() - 1_000) + (weigh(item) * 1_000) / rate;
      }
      while (inFlight.size >= concurrency && failures.length === 0) await Promise.race(inFlight);
      if (failures.length > 0) break;
      const running = work(item)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => inFlight.delete(running));
      inFlight.add(running);
    }
  } finally {
    await Promise.all(inFlight);
  }
  if (failures.length > 0) throw failures[0];
}
