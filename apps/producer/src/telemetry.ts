import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { config } from './config.js';

/** The service's name on every log line and metric. */
const serviceName = 'producer';

export const logger = new Logger({ serviceName, logLevel: config.LOG_LEVEL });

/** Printed to the log in the embedded metric format, with the dimensions `service` and `stream`. */
export const metrics = new Metrics({
  serviceName,
  namespace: config.METRICS_NAMESPACE,
  defaultDimensions: { stream: config.STREAM_NAME },
});
