import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { config } from './config.js';

/** The service's name on every log line and metric. */
const serviceName = 'consumer';

export const logger = new Logger({
  serviceName,
  logLevel: config.LOG_LEVEL,
  persistentKeys: { consumer: config.CONSUMER_NAME },
});

/** Printed to the log in the embedded metric format, with the dimensions `service` and `consumer`. */
export const metrics = new Metrics({
  serviceName,
  namespace: config.METRICS_NAMESPACE,
  defaultDimensions: { consumer: config.CONSUMER_NAME },
});
