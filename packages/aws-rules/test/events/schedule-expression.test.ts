import { isScheduleProblem, nextRun, parseSchedule } from '@headwaters/aws-rules';
import { describe, expect, it } from '@jest/globals';

/** The first runs after a time, as ISO 8601 without seconds. */
function runs(expression: string, after: string, count: number): string[] {
  const schedule = parseSchedule(expression);
  if (isScheduleProblem(schedule)) throw new Error(schedule.problem);
  const times: string[] = [];
  for (let last: number | undefined = Date.parse(after); times.length < count;) {
    last = nextRun(schedule, last);
    if (last === undefined) break;
    times.push(new Date(last).toISOString().slice(0, 16));
  }
  return times;
}

/** 1 December 2026 is a Tuesday. */
const start = '2026-12-01T09:50:30Z';

describe('nextRun', () => {
  it('adds the period of a rate to the last run', () => {
    expect(runs('rate(1 minute)', start, 2)).toEqual(['2026-12-01T09:51', '2026-12-01T09:52']);
    expect(runs('rate(5 hours)', start, 2)).toEqual(['2026-12-01T14:50', '2026-12-01T19:50']);
    expect(runs('rate(30 days)', start, 1)).toEqual(['2026-12-31T09:50']);
  });

  // The examples of the page, with their meaning there.
  it.each([
    ['cron(0 10 * * ? *)', ['2026-12-01T10:00', '2026-12-02T10:00']],
    ['cron(15 12 * * ? *)', ['2026-12-01T12:15', '2026-12-02T12:15']],
    [
      'cron(0 18 ? * MON-FRI *)',
      ['2026-12-01T18:00', '2026-12-02T18:00', '2026-12-03T18:00', '2026-12-04T18:00', '2026-12-07T18:00'],
    ],
    ['cron(0 8 1 * ? *)', ['2027-01-01T08:00', '2027-02-01T08:00']],
    ['cron(0/15 * * * ? *)', ['2026-12-01T10:00', '2026-12-01T10:15']],
    ['cron(0/5 8-17 ? * MON-FRI *)', ['2026-12-01T09:55', '2026-12-01T10:00']],
    ['cron(0/30 20-2 ? * MON-FRI *)', ['2026-12-01T20:00', '2026-12-01T20:30']],
    ['cron(5,35 14 * * ? *)', ['2026-12-01T14:05', '2026-12-01T14:35', '2026-12-02T14:05']],
    ['cron(50 9 * * ? *)', ['2026-12-02T09:50']],
    ['cron(0 0 29 FEB ? 2027-2032)', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['cron(0 0 1 1 ? 2026)', []],
    [
      'cron(1/20 */8 ? 12 3 *)',
      ['2026-12-01T16:01', '2026-12-01T16:21', '2026-12-01T16:41', '2026-12-08T00:01'],
    ],
  ])('runs %s at %j', (expression, expected) => {
    expect(runs(expression, start, Math.max(expected.length, 1))).toEqual(expected);
  });
});

describe('parseSchedule', () => {
  it.each([
    ['rate(1 minutes)', 'invalid'],
    ['rate(5 hour)', 'invalid'],
    ['rate(0 minutes)', 'invalid'],
    ['rate(1.5 hours)', 'invalid'],
    ['rate(30 seconds)', 'invalid'],
    ['every 5 minutes', 'invalid'],
    ['cron(0 10 * * *)', 'invalid'],
    ['cron(0 10 * * * *)', 'invalid'],
    ['cron(0 10 ? * ? *)', 'invalid'],
    ['cron(60 10 * * ? *)', 'invalid'],
    ['cron(0 24 * * ? *)', 'invalid'],
    ['cron(0 10 0 * ? *)', 'invalid'],
    ['cron(0 10 * FOO ? *)', 'invalid'],
    ['cron(? 10 * * ? *)', 'invalid'],
    ['cron(0/0 10 * * ? *)', 'invalid'],
    ['cron(*-5 10 * * ? *)', 'invalid'],
    ['cron(0 10 L * ? *)', 'unsupported'],
    ['cron(0 10 3W * ? *)', 'unsupported'],
    ['cron(15 10 ? * 6L 2019-2022)', 'unsupported'],
    ['cron(0 10 ? * 3#2 *)', 'unsupported'],
  ])('says that %s is %s', (expression, kind) => {
    expect(parseSchedule(expression)).toMatchObject({ kind });
  });
});
