import { KinesisError } from '../../errors.js';
import { required, type Values } from '../parameters/parameter.js';
import { integer, string, timestampMillis, unsupported } from '../parameters/scalars.js';
import type { StreamCatalogue } from '../stream/stream-catalogue.js';
import type { StreamConsumer } from '../stream/stream-consumer.js';
import type { Stream } from '../stream/stream.js';
import { defineOperation, requestedStream, streamArn } from './operation.js';
import { decodePageToken, encodePageToken } from './page-token.js';
import { consumerArn, requestedConsumer, taggedConsumer } from './resource.js';
import { checkCreation } from './shards.js';
import { addTags, tagMap } from './tags.js';

const consumerName = string({ pattern: '[a-zA-Z0-9_.-]+', min: 1, max: 128 });

const toWireConsumer = ({ name, arn, createdMillis }: StreamConsumer, status: 'ACTIVE' | 'CREATING') => ({
  ConsumerName: name,
  ConsumerARN: arn,
  ConsumerStatus: status,
  ConsumerCreationTimestamp: createdMillis / 1000,
});

/** RegisterStreamConsumer. The response says CREATING, as on AWS; from then on the consumer is ACTIVE. */
export const registerConsumer = defineOperation(
  {
    StreamARN: required(streamArn),
    StreamId: unsupported('StreamId'),
    ConsumerName: required(consumerName),
    Tags: tagMap,
  },
  (request, catalogue) => {
    const { consumers } = requestedStream(request, catalogue);
    const consumer = consumers.register(request.ConsumerName, catalogue.now());
    try {
      if (request.Tags !== undefined) addTags(taggedConsumer(consumer), request.Tags);
    } catch (error) {
      consumers.deregister(consumer);
      throw error;
    }
    return { Consumer: toWireConsumer(consumer, 'CREATING') };
  },
);

/** A consumer is named by its ARN, or by its name and the ARN of its stream. */
const consumerParameters = {
  StreamARN: streamArn,
  StreamId: unsupported('StreamId'),
  ConsumerName: consumerName,
  ConsumerARN: consumerArn,
};

/** DescribeStreamConsumer. */
export const describeConsumer = defineOperation(consumerParameters, (request, catalogue) => {
  const { consumer, stream } = namedConsumer(request, catalogue);
  return {
    ConsumerDescription: { ...toWireConsumer(consumer, 'ACTIVE'), StreamARN: stream.description.arn },
  };
});

/** DeregisterStreamConsumer. Takes effect at once, and ends the subscriptions of the consumer. */
export const deregisterConsumer = defineOperation(consumerParameters, (request, catalogue) => {
  const { consumer, stream } = namedConsumer(request, catalogue);
  stream.consumers.deregister(consumer);
  return undefined;
});

function namedConsumer(
  { StreamARN, ConsumerName, ConsumerARN }: Values<typeof consumerParameters>,
  catalogue: StreamCatalogue,
): { readonly stream: Stream; readonly consumer: StreamConsumer } {
  if (ConsumerARN !== undefined) {
    const found = requestedConsumer(ConsumerARN, catalogue);
    const isSame =
      (ConsumerName ?? found.consumer.name) === found.consumer.name &&
      (StreamARN ?? found.stream.description.arn) === found.stream.description.arn;
    if (isSame) return found;
    throw new KinesisError(
      'InvalidArgumentException',
      'ConsumerARN names another consumer than StreamARN and ConsumerName. Send one of both.',
    );
  }
  if (StreamARN === undefined || ConsumerName === undefined) {
    throw new KinesisError('InvalidArgumentException', 'Send ConsumerARN, or StreamARN and ConsumerName.');
  }
  const stream = requestedStream({ StreamARN }, catalogue);
  const consumer = stream.consumers.find(ConsumerName);
  if (consumer !== undefined) return { stream, consumer };
  throw new KinesisError(
    'ResourceNotFoundException',
    `Consumer ${ConsumerName}, stream ${stream.name} under account ${stream.accountId} not found.`,
  );
}

type ConsumersToken = ['consumers', streamArn: string, after: string];

const isConsumersToken = (token: readonly unknown[]): token is ConsumersToken =>
  token[0] === 'consumers' && typeof token[1] === 'string' && typeof token[2] === 'string';

/** ListStreamConsumers: a page of consumers by name. */
export const listConsumers = defineOperation(
  {
    StreamARN: required(streamArn),
    StreamId: unsupported('StreamId'),
    NextToken: string({ min: 1, max: 1_048_576 }),
    MaxResults: integer({ min: 1, max: 10_000 }),
    StreamCreationTimestamp: timestampMillis(),
  },
  (request, catalogue) => {
    const nowMillis = catalogue.now();
    const stream = requestedStream(request, catalogue);
    checkCreation(stream, request.StreamCreationTimestamp);
    const after = startOfPage(stream, request.NextToken, nowMillis);
    const limit = request.MaxResults ?? 100;
    const rest = stream.consumers.all.filter(({ name }) => name > after);
    const last = rest.length > limit ? rest[limit - 1] : undefined;
    return {
      Consumers: rest.slice(0, limit).map((consumer) => toWireConsumer(consumer, 'ACTIVE')),
      NextToken: last && encodePageToken(['consumers', stream.description.arn, last.name], nowMillis),
    };
  },
);

function startOfPage(stream: Stream, token: string | undefined, nowMillis: number): string {
  if (token === undefined) return '';
  const [, arn, after] = decodePageToken(token, isConsumersToken, nowMillis);
  if (arn === stream.description.arn) return after;
  throw new KinesisError('InvalidArgumentException', 'NextToken belongs to another stream.');
}
