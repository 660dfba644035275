/** What is watched, when it is too much, and which section of RUNBOOK.md says what to do. */
export interface AlarmSpec {
  /** Part of the alarm's name and address, such as `stream-throttled`. */
  readonly id: string;
  /** What has happened when it alarms, as one sentence. */
  readonly meaning: string;
  /** The heading of its section in RUNBOOK.md, as a link names it. */
  readonly runbookSection: string;
  readonly namespace: string;
  readonly metricName: string;
  /** Without all of its dimensions a metric does not exist, and its alarm never goes off. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
  /** It alarms above this. */
  readonly threshold: number;
  /** How many of the last minutes must be above the threshold: `[bad, looked at]`. */
  readonly minutes: readonly [bad: number, of: number];
}
