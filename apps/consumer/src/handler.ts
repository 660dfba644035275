import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { parseConsumerEnvironment, type RecoveryAnswer } from '@headwaters/pipeline-contract';
import type { Context } from 'aws-lambda';
import { failurePorts, makeS3Clients } from './aws-ports.js';
import { consumeBatch, type Consumer } from './batch/consume-batch.js';
import { systemClock } from './batch/deadline.js';
import { publishMetrics } from './batch/invocation-counts.js';
import { makeSink } from './sink/make-sink.js';

const environment = parseConsumerEnvironment(process.env);
const { CONSUMER_NAME: consumerName } = environment;

/** Value of `service` in every log line and metric. */
const serviceName = 'consumer';

const logger = new Logger({
  serviceName,
  logLevel: environment.LOG_LEVEL,
  persistentKeys: { consumer: consumerName },
});

/** Printed to the log in the embedded metric format, with the dimensions `service` and `consumer`. */
const metrics = new Metrics({
  serviceName,
  namespace: environment.METRICS_NAMESPACE,
  defaultDimensions: { consumer: consumerName },
});

const clients = makeS3Clients();

/** Starts to load the code of the sink when the function is initialized. */
const consumer = makeConsumer();

async function makeConsumer(): Promise<Consumer> {
  return {
    sink: await makeSink(environment, { logger, reading: clients.reading, writing: clients.writing }),
    clock: systemClock,
    ...failurePorts(environment, clients, logger),
    logger,
    reportCounts: (counts) => {
      publishMetrics(metrics, counts);
    },
  };
}

/** What the handler reads of the Lambda context. Unit tests often pass one without the function. */
type InvocationContext = Omit<Context, 'getRemainingTimeInMillis'> & Partial<Context>;

/** Time of an invocation whose context does not say it, in milliseconds. */
const defaultInvocationMillis = 60_000;

/** Entry point of a consumer's Lambda function. */
export async function handler(event: unknown, context: InvocationContext): Promise<RecoveryAnswer> {
  logger.addContext(context as Context);
  const invocationMillis = context.getRemainingTimeInMillis?.() ?? defaultInvocationMillis;
  return consumeBatch(event, await consumer, invocationMillis);
}
