import { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit, Metrics } from '@aws-lambda-powertools/metrics';
import { S3Client } from '@aws-sdk/client-s3';
import { systemClock } from '@headwaters/recovery';
import { parseReconcilerEnvironment } from './environment.js';
import { reconcileSource } from './reconcile-source.js';

const environment = parseReconcilerEnvironment(process.env);

/** Value of `service` in every log line and metric. */
const serviceName = 'reconciler';

const logger = new Logger({ serviceName, logLevel: environment.LOG_LEVEL });

/** Printed to the log in the embedded metric format, with the dimension `service`. */
const metrics = new Metrics({ serviceName, namespace: environment.METRICS_NAMESPACE });

/** By default the SDK waits without limit for an answer. */
const s3 = new S3Client({
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
});

/** The context of an invocation of Lambda. */
type Context = Parameters<Logger['addContext']>[0] & { getRemainingTimeInMillis(): number };

/** Entry point of the reconciler's Lambda function, which a schedule invokes. */
export async function handler(_: unknown, context: Context): Promise<void> {
  logger.addContext(context);
  const remainingMillis = context.getRemainingTimeInMillis();
  const ports = { s3, clock: systemClock, logger };
  const { counts, isPartial } = await reconcileSource(environment, remainingMillis, ports);
  const { inFlight, late, rejected, deadLettered, lostOrPending } = counts;
  // What no upload filter matches is left out: it is never seen on purpose, and would keep the alarm on. A partial comparison that
  // finds nothing proves nothing: without a sample, the alarm about missing runs goes off.
  if (!isPartial || lostOrPending > 0) metrics.addMetric('ObjectsNeverSeen', MetricUnit.Count, lostOrPending);
  metrics.addMetric('ObjectsIncomplete', MetricUnit.Count, inFlight + late + rejected + deadLettered);
  metrics.publishStoredMetrics();
}
