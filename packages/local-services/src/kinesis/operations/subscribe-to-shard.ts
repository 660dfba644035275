import { KinesisError } from '../../errors.js';
import { structure } from '../parameters/containers.js';
import { required, type Values } from '../parameters/parameter.js';
import { oneOf, timestampMillis, unsupported } from '../parameters/scalars.js';
import { normalizeShardId } from '../shard/shard-id.js';
import type { Shard } from '../shard/shard.js';
import { resolvePosition, type ShardPosition } from '../stream/shard-reader.js';
import type { StreamCatalogue } from '../stream/stream-catalogue.js';
import type { StreamConsumer } from '../stream/stream-consumer.js';
import type { Stream } from '../stream/stream.js';
import { type Subscriber, Subscription, type SubscriptionEvent } from '../stream/subscription.js';
import { missingTimestamp, positionTypes } from './get-records.js';
import { defineOperation, sequenceNumber, shardId } from './operation.js';
import { consumerArn, requestedConsumer } from './resource.js';
import { childrenOf, toWireRecord } from './wire-format.js';

/**
 * Time after which a new subscription takes over from the one before. Until then it is refused. Source, read 2026-11-29:
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SubscribeToShard.html
 */
const takeoverMillis = 5_000;

const positionParameters = {
  Type: required(oneOf(positionTypes)),
  SequenceNumber: sequenceNumber,
  Timestamp: timestampMillis(),
};

/** Receives the events of a subscription in the format of the API. */
export interface WireSubscriber {
  /** @returns false if the subscriber can't take more events now. */
  onEvent(event: object): boolean;
  onEnd(reason?: KinesisError): void;
}

/** Starts the subscription for a subscriber. */
export type StartSubscription = (subscriber: WireSubscriber) => Subscription;

/** SubscribeToShard. All errors of the request are thrown; the result can't fail. */
export const subscribeToShard = defineOperation(
  {
    ConsumerARN: required(consumerArn),
    StreamId: unsupported('StreamId'),
    ShardId: required(shardId),
    StartingPosition: required(structure(positionParameters)),
    DryRun: unsupported('DryRun'),
  },
  (request, catalogue): StartSubscription => {
    const { stream, consumer } = requestedConsumer(request.ConsumerARN, catalogue);
    const id = normalizeShardId(request.ShardId);
    if (id === undefined) throw catalogue.unknownShard(stream.name, request.ShardId);
    const shard = catalogue.shard(stream, id);
    const position = readPosition(request.StartingPosition);
    const counter = resolvePosition({ stream, shard, position, nowMillis: catalogue.now() });
    takeOver(consumer, shard, catalogue.now());
    return (subscriber) => start({ stream, consumer, shard, counter }, subscriber, catalogue);
  },
);

function readPosition({
  Type: type,
  SequenceNumber,
  Timestamp,
}: Values<typeof positionParameters>): ShardPosition {
  switch (type) {
    case 'TRIM_HORIZON':
    case 'LATEST':
      return { type };
    case 'AT_TIMESTAMP':
      if (Timestamp === undefined) throw missingTimestamp();
      return { type, timestampMillis: Timestamp };
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER':
      if (SequenceNumber !== undefined) return { type, sequenceNumber: SequenceNumber };
      throw new KinesisError(
        'InvalidArgumentException',
        `StartingPosition of type ${type} must have a SequenceNumber.`,
      );
  }
}

/** Ends the subscription of this consumer to the shard, if it has one. */
function takeOver({ arn, subscriptions }: StreamConsumer, shard: Shard, nowMillis: number): void {
  const previous = subscriptions.get(shard.id);
  if (previous?.isOpen !== true) return;
  if (nowMillis - previous.createdMillis < takeoverMillis) {
    throw new KinesisError(
      'ResourceInUseException',
      `Consumer ${arn} subscribed to ${shard.id} less than ${takeoverMillis / 1000} seconds ago. Wait, and retry.`,
    );
  }
  previous.end(
    new KinesisError(
      'ResourceInUseException',
      `Another subscription of consumer ${arn} to ${shard.id} took over.`,
    ),
  );
}

interface SubscriptionPlace {
  readonly stream: Stream;
  readonly consumer: StreamConsumer;
  readonly shard: Shard;
  readonly counter: number;
}

function start(
  { stream, consumer, shard, counter }: SubscriptionPlace,
  wire: WireSubscriber,
  catalogue: StreamCatalogue,
): Subscription {
  const { clock, enforceLimits } = catalogue.options;
  const subscriber: Subscriber = {
    onEvent: (event) => wire.onEvent(toWireEvent(event, stream, shard, catalogue.now())),
    onEnd: (reason) => {
      wire.onEnd(reason);
    },
  };
  const subscription = new Subscription({ stream, shard, counter, clock, enforceLimits, subscriber });
  consumer.subscriptions.set(shard.id, subscription);
  return subscription;
}

const toWireEvent = (event: SubscriptionEvent, stream: Stream, shard: Shard, nowMillis: number) => ({
  Records: event.records.map(toWireRecord),
  ContinuationSequenceNumber: event.continuationSequenceNumber,
  MillisBehindLatest: event.millisBehindLatest,
  ...(event.continuationSequenceNumber === undefined && {
    ChildShards: childrenOf(stream, shard, nowMillis),
  }),
});
