import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';
import type { CanaryResult } from '@headwaters/recovery';

/**
 * Prints the result as CloudWatch metrics, in the embedded metric format: `CanarySucceeded` (1 or 0) and, if it succeeded,
 * `CanaryLatency`; and the `CanaryLatency` of each consumer that has the object, with the dimension `consumer`.
 */
export function publishCanaryMetrics(
  metrics: Metrics,
  { succeeded, latencyMillis, arrivals }: CanaryResult,
): void {
  metrics.addMetric('CanarySucceeded', MetricUnit.Count, succeeded ? 1 : 0);
  if (latencyMillis !== undefined) {
    metrics.addMetric('CanaryLatency', MetricUnit.Milliseconds, latencyMillis);
  }
  metrics.publishStoredMetrics();
  for (const { consumer, latencyMillis: latency } of arrivals) {
    if (latency === undefined) continue;
    const single = metrics.singleMetric();
    single.addDimension('consumer', consumer);
    single.addMetric('CanaryLatency', MetricUnit.Milliseconds, latency);
  }
}
