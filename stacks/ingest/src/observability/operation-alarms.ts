import { alarmLimits } from '../limits.js';
import { type AlarmSpec, once } from './alarm-spec.js';
import { canaryMetric, functionMetric, reconcilerMetric } from './metrics.js';

export interface WatchedReconciler {
  readonly functionName: string;
  /** CloudWatch namespace of the functions' own metrics. */
  readonly metricsNamespace: string;
  /** Longest time between two runs. */
  readonly longestGapSeconds: number;
}

export interface WatchedCanary {
  readonly functionName: string;
  /** CloudWatch namespace of the functions' own metrics. */
  readonly metricsNamespace: string;
  readonly everyMinutes: number;
}

const hourSeconds = 3_600;

/** Uploads that the pipeline has never seen, and runs that fail or are missing. */
export function reconcilerAlarms(reconciler: WatchedReconciler): AlarmSpec[] {
  const { functionName } = reconciler;
  const neverSeen = reconcilerMetric(reconciler, 'ObjectsNeverSeen');
  return [
    {
      id: 'uploads-never-seen',
      // The uploads stay in the source bucket, and a backfill can wait for the morning.
      severity: 'warning',
      meaning:
        'The source bucket has uploads that never started the producer. The report in the ledger bucket names them.',
      runbookSection: 'uploads-were-never-seen',
      measured: { metric: neverSeen, statistic: 'Maximum' },
      threshold: 0,
      evaluation: once,
      // Until the next run finds none.
      missingData: 'ignore',
    },
    {
      id: 'reconciler-failed',
      severity: 'warning',
      meaning: 'The reconciliation has failed. The next run starts as scheduled.',
      runbookSection: 'the-reconciliation-fails',
      measured: { metric: functionMetric(functionName, 'Errors'), statistic: 'Sum' },
      threshold: 0,
      evaluation: once,
      missingData: 'notBreaching',
    },
    missingRuns(reconciler),
  ];
}

/** Each run that compares every upload has one sample, whatever it finds; a partial one only if it found lost uploads. */
function missingRuns(reconciler: WatchedReconciler): AlarmSpec {
  const maxHours = alarmLimits.maxEvaluatedSeconds / hourSeconds;
  const hours = Math.min(Math.ceil((2 * reconciler.longestGapSeconds) / hourSeconds), maxHours);
  return {
    id: 'reconciler-missing',
    severity: 'warning',
    meaning: `No reconciliation has completed for ${hours} hours, which is the time of two runs.`,
    runbookSection: 'the-reconciliation-fails',
    measured: { metric: reconcilerMetric(reconciler, 'ObjectsNeverSeen'), statistic: 'SampleCount' },
    threshold: 1,
    comparison: 'below',
    evaluation: { periodSeconds: hourSeconds, breaching: hours, evaluated: hours },
    missingData: 'breaching',
  };
}

/** The canary fails if its upload does not reach every consumer in time, or if it does not run. */
export function canaryAlarms(canary: WatchedCanary): AlarmSpec[] {
  return [
    {
      id: 'canary-failed',
      severity: 'page',
      meaning: `Three uploads of the canary in a row have not reached every consumer, or the canary does not run (every ${canary.everyMinutes} min).`,
      runbookSection: 'the-canary-fails',
      measured: { metric: canaryMetric(canary, 'CanarySucceeded'), statistic: 'Maximum' },
      threshold: 1,
      comparison: 'below',
      evaluation: { periodSeconds: canary.everyMinutes * 60, breaching: 3, evaluated: 3 },
      missingData: 'breaching',
    },
  ];
}
