export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export interface AlarmRule {
  /** Datapoints to alarm: M of "M out of N". */
  readonly breaching: number;
  /** Evaluation periods: N of "M out of N". */
  readonly evaluated: number;
  readonly missingData: MissingData;
}

/**
 * The number of recent data points that CloudWatch retrieves, in case some are missing. AWS shows 5 for 3 evaluation periods, and
 * says of other cases that the number depends on the period.
 */
export const evaluationRange = (evaluated: number) => evaluated + 2;

/**
 * The state of an alarm.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html, read on 2026-11-28.
 *
 * @param points - Whether each data point of the evaluation range breaches, oldest first; undefined where it is missing.
 * @param current - The state before this evaluation.
 */
export function nextState(
  points: readonly (boolean | undefined)[],
  rule: AlarmRule,
  current: AlarmState,
): AlarmState {
  const { breaching, evaluated } = rule;
  const recent = points.slice(-evaluated);
  const real = points.filter((point) => point !== undefined);
  const used = recent.includes(undefined) ? real.slice(-evaluated) : recent;
  const count = used.filter((point) => point === true).length;
  if (used.length === evaluated || count >= breaching) return count >= breaching ? 'ALARM' : 'OK';
  switch (rule.missingData) {
    case 'breaching':
      return count + evaluated - used.length >= breaching ? 'ALARM' : 'OK';
    case 'notBreaching':
      return 'OK';
    case 'missing':
      if (real.length === 0) return 'INSUFFICIENT_DATA';
      if (real.includes(false)) return 'OK';
      return isOldEnough(points, breaching) ? 'ALARM' : current;
    case 'ignore':
      return real.includes(false) ? 'OK' : current;
  }
}

/**
 * Whether the oldest data point is at least as old as "datapoints to alarm": then the alarm goes off although it has too few of them
 * ("Avoiding premature transitions to alarm state").
 */
function isOldEnough(points: readonly (boolean | undefined)[], breaching: number): boolean {
  const oldest = points.findIndex((point) => point !== undefined);
  return points.length - oldest >= breaching;
}
