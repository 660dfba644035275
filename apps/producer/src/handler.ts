import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { parseProducerEnvironment } from '@headwaters/pipeline-contract';
import type { Context } from 'aws-lambda';
import { awsPorts } from './aws-ports.js';
import { handleEvent, type QueueBatchResponse } from './handle-event.js';
import { publishMetrics } from './invocation-counts.js';
import { producerSettings, type Producer } from './publication/invocation.js';
import { systemClock } from './time.js';

const environment = parseProducerEnvironment(process.env);

/** Value of `service` in every log line and metric. */
const serviceName = 'producer';

const logger = new Logger({ serviceName, logLevel: environment.LOG_LEVEL });

/** Printed to the log in the embedded metric format, with the dimensions `service` and `stream`. */
const metrics = new Metrics({
  serviceName,
  namespace: environment.METRICS_NAMESPACE,
  defaultDimensions: { stream: environment.STREAM_NAME },
});

const producer: Producer = {
  ports: {
    ...awsPorts(environment),
    clock: systemClock,
    random: Math.random,
    logger,
    reportCounts: (counts) => {
      publishMetrics(metrics, counts);
    },
  },
  ...producerSettings(environment),
};

/** Entry point of the producer's Lambda function. Returns a response to a batch of SQS messages only. */
export async function handler(event: unknown, context: Context): Promise<QueueBatchResponse | undefined> {
  logger.addContext(context);
  const functionArn = context.invokedFunctionArn;
  const remainingMillis = context.getRemainingTimeInMillis();
  return await handleEvent(event, { functionArn, remainingMillis }, producer);
}
