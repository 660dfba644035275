const firstDelayMillis = 500;
const longestDelayMillis = 60_000;

/**
 * How long to wait before another attempt, after `failures` in a row (0 for none).
 *
 * AWS backs off exponentially and says no more. A first delay of half a second that doubles fits what was recorded on real
 * AWS: seven attempts within a record age of 60 s (LocalStack's snapshot expire-while-retrying, read 2026-11-23).
 */
export function retryDelayMillis(failures: number): number {
  return failures === 0 ? 0 : Math.min(firstDelayMillis * 2 ** (failures - 1), longestDelayMillis);
}
