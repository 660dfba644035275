import { KinesisError } from '../../errors.js';
import { string } from '../parameters/scalars.js';
import type { StreamCatalogue } from '../stream/stream-catalogue.js';
import type { StreamConsumer } from '../stream/stream-consumer.js';
import type { Stream } from '../stream/stream.js';

/** Source, read 2026-11-29: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_TagResource.html */
export const resourceArn = string({
  pattern: 'arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+',
  min: 1,
  max: 2048,
});

/** Source, read 2026-11-29: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SubscribeToShard.html */
export const consumerArn = string({
  pattern: '^(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/[a-zA-Z0-9_.-]+:[0-9]+',
  min: 1,
  max: 2048,
});

/** A stream or consumer with its tags. */
export interface TaggedResource {
  readonly tags: Map<string, string>;
  /** How messages name it. */
  readonly label: string;
}

export const taggedStream = ({ name, accountId, tags }: Stream): TaggedResource => ({
  tags,
  label: `stream ${name} under account ${accountId}`,
});

export const taggedConsumer = ({ arn, tags }: StreamConsumer): TaggedResource => ({
  tags,
  label: `consumer ${arn}`,
});

const arnPattern = /:stream\/([a-zA-Z0-9_.-]+)(?:\/consumer\/[a-zA-Z0-9_.-]+:\d+)?$/;

/** The name of the stream in the ARN of a stream or consumer. */
export const streamNameOf = (arn: string): string | undefined => arnPattern.exec(arn)?.[1];

/**
 * Finds a stream or consumer by its ARN.
 *
 * @throws {@link KinesisError} `ResourceNotFoundException`.
 */
export function requestedResource(arn: string, catalogue: StreamCatalogue): TaggedResource {
  if (arn.includes('/consumer/')) return taggedConsumer(requestedConsumer(arn, catalogue).consumer);
  const name = streamNameOf(arn);
  if (name === undefined)
    throw new KinesisError('InvalidArgumentException', `${arn} is not the ARN of a stream.`);
  return taggedStream(catalogue.stream(name));
}

/**
 * Finds a consumer by its ARN, with its stream.
 *
 * @throws {@link KinesisError} `ResourceNotFoundException`.
 */
export function requestedConsumer(
  arn: string,
  catalogue: StreamCatalogue,
): { readonly stream: Stream; readonly consumer: StreamConsumer } {
  const stream = catalogue.find(streamNameOf(arn) ?? '');
  const consumer = stream?.consumers.findByArn(arn);
  if (stream !== undefined && consumer !== undefined) return { stream, consumer };
  throw new KinesisError(
    'ResourceNotFoundException',
    `Consumer ${arn} under account ${catalogue.options.accountId} not found.`,
  );
}
