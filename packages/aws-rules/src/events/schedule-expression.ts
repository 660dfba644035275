import { type CronSchedule, nextCronTime, parseCron, type ScheduleProblem } from './cron-expression.js';

/** A schedule that runs at regular intervals, from the creation of its rule on. */
export interface RateSchedule {
  readonly kind: 'rate';
  readonly periodMillis: number;
}

export type Schedule = RateSchedule | CronSchedule;

const unitMillis: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Parses the schedule expression of a rule of EventBridge: `rate(5 minutes)` or `cron(0 6 * * ? *)`, in UTC. Of cron, `L`, `W` and `#`
 * are unsupported.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html (read 2026-11-30).
 */
export function parseSchedule(expression: string): Schedule | ScheduleProblem {
  const [, cron] = /^cron\((.*)\)$/.exec(expression) ?? [];
  if (cron !== undefined) return parseCron(cron);
  const [, number = '', unit = '', plural = ''] =
    /^rate\((\d+)\s+(minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const period = unitMillis[unit];
  if (period === undefined || Number(number) < 1) {
    return {
      kind: 'invalid',
      problem: 'a schedule is rate(...) with a positive number of minutes, hours or days, or cron(...)',
    };
  }
  if ((Number(number) === 1) !== (plural === '')) {
    return {
      kind: 'invalid',
      problem: 'the unit of 1 is minute, hour or day, and of more minutes, hours or days',
    };
  }
  return { kind: 'rate', periodMillis: Number(number) * period };
}

/** Whether {@link parseSchedule} found a problem. */
export function isScheduleProblem(schedule: Schedule | ScheduleProblem): schedule is ScheduleProblem {
  return schedule.kind === 'invalid' || schedule.kind === 'unsupported';
}

/**
 * Returns when a schedule runs next, in milliseconds since 1970; `undefined` if never.
 *
 * @param afterMillis - The last run; of a rate that has not run, the creation of the rule.
 */
export function nextRun(schedule: Schedule, afterMillis: number): number | undefined {
  return schedule.kind === 'rate' ? afterMillis + schedule.periodMillis : nextCronTime(schedule, afterMillis);
}
