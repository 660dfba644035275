import type { ConsumerEnvironment } from '@headwaters/pipeline-contract';
import type { Sink } from '../sink.js';
import { firehoseSink, makeFirehoseClient } from './firehose-sink.js';

/** The variables of `SINK=firehose`. */
export type FirehoseEnvironment = Extract<ConsumerEnvironment, { SINK: 'firehose' }>;

/** Makes the sink from its variables. */
export function makeFirehoseSink(environment: FirehoseEnvironment, client = makeFirehoseClient()): Sink {
  const { DELIVERY_STREAM_NAME: deliveryStreamName, RECORD_DELIMITER } = environment;
  return firehoseSink({ client, deliveryStreamName, delimiter: RECORD_DELIMITER === 'newline' ? '\n' : '' });
}
