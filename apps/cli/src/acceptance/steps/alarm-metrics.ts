import { concurrently } from '../evidence/concurrently.js';
import { findMetric, listAlarms, type MetricIdentity, type MetricState } from '../evidence/alarm-metrics.js';
import type { AcceptanceTarget } from '../target/target.js';
import { waitFor } from '../wait/wait-for.js';
import type { AcceptanceStep } from './step.js';

/** A new metric appears in the listing within 15 minutes. */
const listingMinutes = 20;

const maxConcurrentRequests = 4;

/**
 * Metrics that count failures which this run need not cause. Without a failure they may have no data, so that they can't be
 * found; those of the reconciler have none before its first run, which can be a day away. They are listed, and fail the step only if they exist with other dimensions.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html (read 2026-11-24).
 */
const failureMetrics: ReadonlySet<string> = new Set([
  'AsyncEventsDropped',
  'DestinationDeliveryFailures',
  'DroppedEventCount',
  'Errors',
  'FailedInvokeEventCount',
  'ObjectsNeverSeen',
  'OnFailureDestinationDeliveredEventCount',
  'Throttles',
]);

/** An alarm with a wrong dimension never goes off, and nothing else shows it. */
export const alarmMetricsStep: AcceptanceStep = {
  name: 'alarm-metrics',
  title: 'Every metric that an alarm watches exists, with exactly its dimensions',
  needsCloudWatch: true,
  async run(target) {
    const { clients } = target;
    const alarms = await listAlarms(clients.cloudWatch, `${pipelineNameOf(target)}-`);
    const watched = uniqueMetrics(alarms.flatMap(({ metrics }) => metrics));
    const states = await awaitMetrics(target, watched);
    const named = (state: MetricState, isFailureMetric: boolean) =>
      watched
        .filter(
          (metric) =>
            states.get(metric) === state && failureMetrics.has(metric.metricName) === isFailureMetric,
        )
        .map(describeMetric);
    return {
      observation: {
        alarms: alarms.length,
        hasAlarms: alarms.length > 0,
        metrics: watched.length,
        absent: named('absent', false),
        otherDimensions: [...named('otherDimensions', false), ...named('otherDimensions', true)],
        noFailureYet: named('absent', true),
      },
    };
  },
  expectation: () => ({ hasAlarms: true, absent: [], otherDimensions: [] }),
};

/** Resource names are the name of the pipeline and a part: `headwaters-ingest-dev-producer`. */
function pipelineNameOf({ pipeline }: AcceptanceTarget): string {
  return pipeline.producerFunction.replace(/-producer$/, '');
}

function uniqueMetrics(metrics: readonly MetricIdentity[]): MetricIdentity[] {
  return [...new Map(metrics.map((metric) => [describeMetric(metric), metric])).values()];
}

function describeMetric({ namespace, metricName, dimensions }: MetricIdentity): string {
  const pairs = Object.entries(dimensions).map(([name, value]) => `${name}=${value}`);
  return `${namespace} ${metricName} {${pairs.sort().join(', ')}}`;
}

/** Looks for the metrics until all that must have data are present or the time is over. */
async function awaitMetrics(
  target: AcceptanceTarget,
  watched: readonly MetricIdentity[],
): Promise<ReadonlyMap<MetricIdentity, MetricState>> {
  const states = new Map<MetricIdentity, MetricState>();
  await waitFor(target, {
    what: 'metrics of the alarms',
    timeoutMinutes: listingMinutes,
    probe: async () => {
      const pending = watched.filter((metric) => states.get(metric) !== 'present');
      await concurrently(pending, maxConcurrentRequests, async (metric) => {
        states.set(metric, await findMetric(target.clients.cloudWatch, metric));
      });
      const missing = pending.filter((metric) => states.get(metric) !== 'present');
      return {
        done: missing.every(({ metricName }) => failureMetrics.has(metricName)),
        value: undefined,
        progress: `${watched.length - missing.length} of ${watched.length} present`,
      };
    },
  });
  return states;
}
