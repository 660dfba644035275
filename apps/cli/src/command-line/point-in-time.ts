import { InvalidArgumentError } from 'commander';
import { UsageError } from '../errors.js';

const unitMillis = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const relative = /^(\d+)([mhd])$/;

/** A day, or a day with a time and its zone, in ISO 8601. */
const absolute = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/;

/**
 * Parses a point in time: `2026-11-30T10:00Z`, `2026-11-30T11:00:00+01:00`, a day in UTC such as `2026-11-30`, or how long ago it was
 * in minutes, hours or days: `90m`, `2h`, `7d`.
 *
 * @throws InvalidArgumentError, with the forms, for anything else. A time without a zone is refused: the shell of the operator and
 * AWS may not agree on it.
 */
export function parsePointInTime(value: string): Date {
  const [, count, unit] = relative.exec(value) ?? [];
  if (count !== undefined) return dateOf(Date.now() - Number(count) * unitMillis[unit as 'm' | 'h' | 'd']);
  return dateOf(absolute.test(value) && isDay(value.slice(0, 10)) ? Date.parse(value) : Number.NaN);
}

/** `Date.parse` takes 30 February as 2 March. */
function isDay(day: string): boolean {
  const millis = Date.parse(day);
  return !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(day);
}

function dateOf(millis: number): Date {
  const date = new Date(millis);
  if (!Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError(
    'Give a time with its zone such as 2026-11-30T10:00Z, a day in UTC such as 2026-11-30, or how long ago such as 90m, 2h or 7d.',
  );
}

/**
 * Checks the options --since and --until together. Nothing is in an empty time range, so a command would report that all is well.
 *
 * @throws UsageError if --since is in the future, or after --until.
 */
export function checkTimeRange({ since, until }: { readonly since?: Date; readonly until?: Date }): void {
  if (since === undefined) return;
  if (since.getTime() > Date.now()) throw new UsageError(`--since ${since.toISOString()} is in the future.`);
  if (until !== undefined && since > until)
    throw new UsageError(
      `--since ${since.toISOString()} is after --until ${until.toISOString()}: no time is between them.`,
    );
}
