import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { S3Client } from '@aws-sdk/client-s3';
import { runCanary, systemClock } from '@headwaters/recovery';
import { publishCanaryMetrics } from './canary-metrics.js';
import { parseCanaryEnvironment } from './environment.js';

const environment = parseCanaryEnvironment(process.env);

/** Value of `service` in every log line and metric. */
const serviceName = 'canary';

const logger = new Logger({ serviceName, logLevel: environment.LOG_LEVEL });

/** Printed to the log in the embedded metric format, with the dimension `service`. */
const metrics = new Metrics({ serviceName, namespace: environment.METRICS_NAMESPACE });

/** By default the SDK waits without limit for an answer. */
const s3 = new S3Client({
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
});

/** Time of an invocation that is left for the metrics, in milliseconds. At most half of it, if the timeout is short. */
const marginMillis = 60_000;

/** The context of an invocation of Lambda. */
type Context = Parameters<Logger['addContext']>[0] & { getRemainingTimeInMillis(): number };

/** Entry point of the canary's Lambda function, which a schedule invokes. */
export async function handler(_: unknown, context: Context): Promise<void> {
  logger.addContext(context);
  const remainingMillis = context.getRemainingTimeInMillis();
  const timeoutMillis = remainingMillis - Math.min(marginMillis, remainingMillis / 2);
  const pipeline = {
    sourceBucket: environment.SOURCE_BUCKET,
    ledgerBucket: environment.LEDGER_BUCKET,
    uploadFilters: environment.UPLOAD_FILTERS,
    canaryPrefix: environment.CANARY_PREFIX,
    consumers: environment.CONSUMERS.map((name) => ({ name })),
  };
  const result = await runCanary({ s3, clock: systemClock, pipeline }, { timeoutMillis });
  if (result.succeeded) logger.info('Every consumer has accepted the canary', { ...result });
  else logger.error('The canary failed', { ...result });
  publishCanaryMetrics(metrics, result);
}
