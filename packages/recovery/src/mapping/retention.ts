export const hourMillis = 3_600_000;

/**
 * The shortest retention of a stream, in hours.
 * Source: https://docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html (read 2026-11-30).
 */
export const minRetentionHours = 24;

/** Formats a time for a message: full seconds in UTC. */
export function formatTime(millis: number): string {
  return `${new Date(millis).toISOString().slice(0, 19)}Z`;
}
