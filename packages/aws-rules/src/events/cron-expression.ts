/** A cron expression of EventBridge, by the values that each field accepts. Times are in UTC. */
export interface CronSchedule {
  readonly kind: 'cron';
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly daysOfMonth: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 1 is Sunday. */
  readonly daysOfWeek: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
}

/** Why an expression can't be used. `unsupported`: AWS accepts it, this package does not know when it runs. */
export interface ScheduleProblem {
  readonly kind: 'invalid' | 'unsupported';
  /** One clause, such as `the unit of 1 must be minute, hour or day`. */
  readonly problem: string;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names of values, from `min` on. */
  readonly names?: readonly string[];
  /** Wildcards of AWS that this package does not support. */
  readonly unsupported?: RegExp;
}

/**
 * The fields in their order, with the values and wildcards that AWS accepts.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html (read 2026-11-30).
 */
const fields = [
  { name: 'minutes', min: 0, max: 59 },
  { name: 'hours', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31, unsupported: /^(L(W|-\d{1,2})?|\d{1,2}W)$/ },
  {
    name: 'month',
    min: 1,
    max: 12,
    names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  },
  {
    name: 'day of week',
    min: 1,
    max: 7,
    names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
    unsupported: /^([1-7A-Z]*L|[1-7A-Z]+#[1-5])$/,
  },
  { name: 'year', min: 1_970, max: 2_199 },
] as const satisfies readonly Field[];

/** Parses the fields between the parentheses of `cron(...)`. */
export function parseCron(text: string): CronSchedule | ScheduleProblem {
  const parts = text.trim().toUpperCase().split(/\s+/);
  if (parts.length !== fields.length) {
    return invalid(
      `a cron expression has ${fields.length} fields: minutes, hours, day of month, month, day of week, year`,
    );
  }
  const [, , dayOfMonth, , dayOfWeek] = parts;
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    return invalid('exactly one of day of month and day of week must be ?');
  }
  const values = fields.map((field, index) => parseField(field, parts[index] ?? ''));
  const problem = values.find((value) => 'problem' in value);
  if (problem !== undefined) return problem;
  const [minutes, hours, daysOfMonth, months, daysOfWeek, years] = values as ReadonlySet<number>[];
  const none: ReadonlySet<number> = new Set();
  return {
    kind: 'cron',
    minutes: minutes ?? none,
    hours: hours ?? none,
    daysOfMonth: daysOfMonth ?? none,
    months: months ?? none,
    daysOfWeek: daysOfWeek ?? none,
    years: years ?? none,
  };
}

const invalid = (problem: string): ScheduleProblem => ({ kind: 'invalid', problem });

function parseField(field: Field, text: string): ReadonlySet<number> | ScheduleProblem {
  const isDay = field.name.startsWith('day');
  if (text === '?' && isDay) return range(field.min, field.max);
  const parts = text.split(',');
  const unsupported = parts.find((part) => field.unsupported?.test(part));
  if (unsupported !== undefined) {
    return {
      kind: 'unsupported',
      problem: `${unsupported} as ${field.name} is not supported: use numbers, names, lists, ranges and steps`,
    };
  }
  const values = parts.map((part) => parsePart(field, part));
  const bad = values.findIndex((value) => value === undefined);
  if (bad >= 0) {
    return invalid(
      `${parts[bad] ?? ''} is no ${field.name}: it has values from ${field.min} to ${field.max}`,
    );
  }
  return new Set(values.flatMap((value) => [...(value ?? [])]));
}

/** `*`, `5`, `MON-FRI`, `20-2`, `0/15`, each with an optional step. */
function parsePart(field: Field, part: string): ReadonlySet<number> | undefined {
  const [, first = '', last, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
  const { min, max } = field;
  const from = first === '*' ? min : valueOf(field, first);
  const openEnd = first === '*' || step !== undefined ? max : from;
  const to = last === undefined ? openEnd : valueOf(field, last);
  const increment = step === undefined ? 1 : Number(step);
  if (from === undefined || to === undefined || increment < 1 || (first === '*' && last !== undefined)) {
    return undefined;
  }
  // A range may pass the end, as 20-2 does for hours.
  const size = max - min + 1;
  const length = to >= from ? to - from : to - from + size;
  const values = [...range(0, length)].filter((offset) => offset % increment === 0);
  return new Set(values.map((offset) => min + ((from - min + offset) % size)));
}

function valueOf({ min, max, names = [] }: Field, text: string): number | undefined {
  const named = names.indexOf(text);
  const value = named >= 0 ? min + named : /^\d+$/.test(text) ? Number(text) : NaN;
  return value >= min && value <= max ? value : undefined;
}

const range = (from: number, to: number): ReadonlySet<number> =>
  new Set(Array.from({ length: to - from + 1 }, (_, index) => from + index));

const dayMillis = 86_400_000;

/** Returns the first time after `afterMillis`, in milliseconds since 1970; `undefined` if there is none. */
export function nextCronTime(cron: CronSchedule, afterMillis: number): number | undefined {
  const startMillis = (Math.floor(afterMillis / 60_000) + 1) * 60_000;
  const lastYear = Math.max(...cron.years);
  for (let day = Math.floor(startMillis / dayMillis) * dayMillis; ; day += dayMillis) {
    const date = new Date(day);
    if (date.getUTCFullYear() > lastYear) return undefined;
    if (!isDayOf(cron, date)) continue;
    const time = [...cron.hours]
      .flatMap((hour) => [...cron.minutes].map((minute) => day + hour * 3_600_000 + minute * 60_000))
      .filter((millis) => millis >= startMillis)
      .reduce((earliest, millis) => Math.min(earliest, millis), Infinity);
    if (time < Infinity) return time;
  }
}

function isDayOf({ daysOfMonth, months, daysOfWeek, years }: CronSchedule, date: Date): boolean {
  return (
    years.has(date.getUTCFullYear()) &&
    months.has(date.getUTCMonth() + 1) &&
    daysOfMonth.has(date.getUTCDate()) &&
    daysOfWeek.has(date.getUTCDay() + 1)
  );
}
