const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** The time of day, to the second. */
export function formatClock(millis: number): string {
  return clock.format(millis);
}
