import type { StackReader } from './stack-reader.js';
import type { StreamPlan } from './streams.js';

/** A consumer with enhanced fan-out of a stream that the run creates. */
export interface StreamConsumerPlan {
  readonly address: string;
  readonly name: string;
  readonly streamName: string;
  /** The creation time of the consumer, which is a part of its ARN. */
  readonly createdMillis: number;
}

/** Reads the consumers of a stack whose streams are among `streams`. */
export function readStreamConsumers(
  stack: StackReader,
  streams: readonly Pick<StreamPlan, 'name' | 'arn'>[],
): readonly StreamConsumerPlan[] {
  return stack
    .readAll('aws_kinesis_stream_consumer', ({ address }) => {
      const arn = stack.string(address, 'arn');
      const [streamArn, consumer = ''] = arn.split('/consumer/');
      const [name = '', createdSeconds] = consumer.split(':');
      const stream = streams.find((candidate) => candidate.arn === streamArn);
      return (
        stream && { address, name, streamName: stream.name, createdMillis: Number(createdSeconds) * 1_000 }
      );
    })
    .filter((plan) => plan !== undefined);
}
