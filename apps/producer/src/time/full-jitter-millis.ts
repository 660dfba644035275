/** Longest wait after the first failure, and after any number of them, in milliseconds. A shard refills within a second. */
const baseMillis = 50;
const capMillis = 1_000;

/**
 * How long to wait before the next try: a random time up to a bound that doubles from 50 ms to 1 s.
 *
 * Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter ("full jitter").
 *
 * @param failureCount - Failures so far without a success, at least 1.
 * @param random - Gives numbers in [0, 1), as `Math.random` does.
 */
export function fullJitterMillis(failureCount: number, random: () => number): number {
  return random() * Math.min(capMillis, baseMillis * 2 ** (failureCount - 1));
}
