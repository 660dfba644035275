import { randomUUID } from 'node:crypto';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { DestinationPlan } from '../blueprint/destinations.js';
import type { MappingPlan } from '../blueprint/mappings.js';
import {
  deadLetter,
  invocationBusEvent,
  invocationRecord,
  invocationRecordKey,
  type FinishedInvocation,
} from '../invocation/invocation-record.js';
import { failedBatchKey, failedBatchRecord, type FailedBatch } from '../mapping/failed-batch.js';
import type { DestinationEvent, SimulationEvents, TypedEmitter } from './simulation-events.js';

/** Dependencies of a {@link DestinationDelivery}. */
export interface DestinationDeliveryOptions {
  readonly s3: S3Client;
  /** Invokes a destination function asynchronously. */
  readonly invokeFunction: (destination: DestinationPlan, payload: string) => void;
  /** Sends a message to the queue with an ARN, if the stack has it. */
  readonly sendToQueue: (arn: string, body: string, attributes?: Readonly<Record<string, string>>) => void;
  readonly events: TypedEmitter<SimulationEvents>;
}

/** The function and, for a batch, the Kinesis records of a message. */
type DeliveryContext = Pick<DestinationEvent, 'functionName' | 'mapping' | 'shardId' | 'records'>;

interface DestinationMessage {
  readonly destination: DestinationPlan;
  readonly condition: DestinationEvent['condition'];
  /** Object key, if the destination is a bucket. */
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Creates what is added to the body if the destination is a bucket. */
  readonly bucketOnly?: () => Readonly<Record<string, unknown>>;
}

/**
 * Sends the records of asynchronous invocations and failed batches to their destinations. Topics, event
 * buses, and queues of other stacks are not simulated: a message to them exists only as an event of the simulation.
 */
export class DestinationDelivery {
  readonly #options: DestinationDeliveryOptions;

  constructor(options: DestinationDeliveryOptions) {
    this.#options = options;
  }

  /** Sends the record of an asynchronous invocation to the destination of what was invoked, if there is one. */
  async deliverInvocation(finished: FinishedInvocation): Promise<void> {
    const { functionName, target, condition, at, deadLetters } = finished;
    const { onSuccess, onFailure } = target.asynchronous;
    const destination = condition === 'Success' ? onSuccess : onFailure;
    const context = { functionName };
    if (condition !== 'Success' && deadLetters !== undefined) {
      await this.#deliver(context, { destination: deadLetters, condition, key: '', ...deadLetter(finished) });
    }
    if (destination !== undefined) {
      const key = invocationRecordKey(functionName, at, randomUUID());
      const body = recordFor(destination, finished);
      await this.#deliver(context, { destination, condition, key, body });
    } else if (condition !== 'Success' && deadLetters === undefined) {
      this.#options.events.emit('dropped', { ...context, reason: condition });
    }
  }

  /** Sends the record of a failed batch to the mapping's failure destination, if there is one. */
  async deliverBatch(plan: MappingPlan, batch: FailedBatch): Promise<void> {
    const { condition, shardId, records, at } = batch;
    const context = { mapping: plan.address, functionName: plan.functionName, shardId, records };
    if (plan.onFailure === undefined) {
      this.#options.events.emit('dropped', { ...context, reason: condition });
      return;
    }
    await this.#deliver(context, {
      destination: plan.onFailure,
      condition,
      key: failedBatchKey({ mappingUuid: plan.uuid, shardId, at, uuid: randomUUID() }),
      body: failedBatchRecord(batch),
      // A JSON string, as in the guide ("payload": "<Whole Event>"). No recording of AWS shows whether it is an object.
      bucketOnly: () => ({ payload: JSON.stringify({ Records: records }) }),
    });
  }

  /** A message that its destination rejects is lost, as on AWS, where only a metric shows it. */
  async #deliver(context: DeliveryContext, message: DestinationMessage): Promise<void> {
    const { destination, condition, key, attributes } = message;
    const { events, sendToQueue } = this.#options;
    try {
      const body = await this.#send(message);
      events.emit('destination', {
        ...context,
        destination,
        condition,
        key: destination.kind === 's3' ? key : undefined,
        body,
        ...(attributes && { attributes }),
      });
      if (destination.kind === 'sqs') sendToQueue(destination.arn, JSON.stringify(body), attributes);
    } catch (cause) {
      events.emit('dropped', { ...context, reason: 'DestinationFailed', cause });
    }
  }

  /** Resolves with the body that was sent. */
  async #send({
    destination,
    key,
    body,
    bucketOnly,
  }: DestinationMessage): Promise<DestinationMessage['body']> {
    const { s3, invokeFunction } = this.#options;
    if (destination.kind === 'lambda') invokeFunction(destination, JSON.stringify(body));
    if (destination.kind !== 's3') return body;
    const object = { ...body, ...bucketOnly?.() };
    await s3.send(
      new PutObjectCommand({
        Bucket: destination.name,
        Key: key,
        Body: JSON.stringify(object),
        ContentType: 'application/json',
      }),
    );
    return object;
  }
}

/** An event bus receives the record in an event. */
function recordFor({ kind, arn }: DestinationPlan, finished: FinishedInvocation): DestinationMessage['body'] {
  const record = invocationRecord(finished);
  if (kind !== 'events') return record;
  return invocationBusEvent(record, { finished, busArn: arn, eventId: randomUUID() });
}
