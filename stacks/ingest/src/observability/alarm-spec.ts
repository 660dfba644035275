import type { Metric } from './metrics.js';

/**
 * Who is notified. `page`: data is at risk, or the pipeline does not work, and waiting until the morning makes it worse. `warning`:
 * everything else.
 */
export type Severity = 'warning' | 'page';

export type Statistic = 'Average' | 'Maximum' | 'SampleCount' | 'Sum';

/** A metric, reduced to one value per period. */
export interface MetricStatistic {
  readonly metric: Metric;
  readonly statistic: Statistic;
}

/**
 * A value computed from several metrics. Arithmetic takes a missing value as 0 and drops a division by 0; FILL replaces missing
 * values.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html, read on 2026-11-28.
 */
export interface MetricMath {
  readonly expression: string;
  /** The metrics of the expression, by the names that it uses: at most 10, each starting with a lower-case letter. */
  readonly metrics: Readonly<Record<string, MetricStatistic>>;
}

/** An alarm goes off if `breaching` of the last `evaluated` periods are beyond its threshold. */
export interface Evaluation {
  readonly periodSeconds: number;
  readonly breaching: number;
  readonly evaluated: number;
}

/** One CloudWatch alarm: what it measures, when it goes off, and the section of the runbook that says what to do. */
export interface AlarmSpec {
  /** Part of the alarm's name and address, such as `stream-throttled`. */
  readonly id: string;
  readonly severity: Severity;
  /** What has happened when the alarm goes off, in one sentence. */
  readonly meaning: string;
  /** Anchor of its section in the runbook. */
  readonly runbookSection: string;
  readonly measured: MetricStatistic | MetricMath;
  /** The alarm goes off above this value, or below it with {@link AlarmSpec.comparison}. */
  readonly threshold: number;
  /** Default: `above`. */
  readonly comparison?: 'above' | 'below';
  readonly evaluation: Evaluation;
  /**
   * State without data. `notBreaching` suits a metric that exists only when something happens; with `ignore` the alarm keeps its
   * state; with `breaching` it goes off. Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
   */
  readonly missingData: 'notBreaching' | 'ignore' | 'breaching';
}

/** Goes off if `breaching` of the last `evaluated` minutes are above the threshold. */
export const minutes = (breaching: number, evaluated: number): Evaluation => ({
  periodSeconds: 60,
  breaching,
  evaluated,
});

/** Goes off if `breaching` of the last `evaluated` periods of five minutes are above the threshold. */
export const fiveMinutes = (breaching: number, evaluated: number): Evaluation => ({
  periodSeconds: 300,
  breaching,
  evaluated,
});

/**
 * Goes off within a minute of something that happens once: CloudWatch evaluates the last five minutes every minute. The five minutes
 * leave time for data that is late, and join events that follow each other into one notification.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html (sliding window), read on
 * 2026-11-28.
 */
export const once = fiveMinutes(1, 1);
