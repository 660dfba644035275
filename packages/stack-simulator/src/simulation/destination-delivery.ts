import { randomUUID } from 'node:crypto';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { DestinationPlan } from '../blueprint/destinations.js';
import type { FunctionPlan } from '../blueprint/functions.js';
import type { MappingPlan } from '../blueprint/mappings.js';
import {
  type FinishedInvocation,
  invocationRecord,
  invocationRecordKey,
} from '../invocation/invocation-record.js';
import { type FailedBatch, failedBatchKey, failedBatchRecord } from '../mapping/failed-batch.js';
import type { SimulationEvents, TypedEmitter } from './simulation-events.js';

/** Brings the records of what ended to the destinations that the stack declares, and tells of those that none took. */
export class RecordDelivery {
  readonly #sender: DestinationSender;
  readonly #events: TypedEmitter<SimulationEvents>;

  constructor(sender: DestinationSender, events: TypedEmitter<SimulationEvents>) {
    this.#sender = sender;
    this.#events = events;
  }

  /** Tells a function's destination how an asynchronous invocation of it ended. */
  async deliverInvocation(plan: FunctionPlan, finished: FinishedInvocation): Promise<void> {
    const { condition, at } = finished;
    const { onSuccess, onFailure } = plan.asynchronous;
    const destination = condition === 'Success' ? onSuccess : onFailure;
    if (destination === undefined) {
      if (condition !== 'Success')
        this.#events.emit('dropped', { functionName: plan.name, reason: condition });
      return;
    }
    const key = invocationRecordKey(plan.name, at, randomUUID());
    await this.#send(
      { functionName: plan.name, destination, condition, key },
      { key, body: invocationRecord(finished) },
    );
  }

  /** Tells a mapping's failure destination of records that were given up. */
  async deliverBatch(plan: MappingPlan, batch: FailedBatch): Promise<void> {
    const { condition, shardId, records, at } = batch;
    const about = { mapping: plan.address, functionName: plan.functionName, shardId, records };
    if (plan.onFailure === undefined) {
      this.#events.emit('dropped', { ...about, reason: condition });
      return;
    }
    const key = failedBatchKey(plan.uuid, shardId, at, randomUUID());
    // JSON text, as the guide shows it ("payload": "<Whole Event>"); no recording of AWS tells it from an object.
    const bucketOnly = { payload: JSON.stringify({ Records: records }) };
    await this.#send(
      { ...about, destination: plan.onFailure, condition, key },
      { key, body: failedBatchRecord(batch), bucketOnly },
    );
  }

  /** A destination that does not take a record loses it, as on AWS, where only a metric tells. */
  async #send(
    about: Omit<SimulationEvents['destination'], 'body'>,
    message: DestinationMessage,
  ): Promise<void> {
    const { destination, condition, key, ...rest } = about;
    try {
      const body = await this.#sender.send(destination, message);
      this.#events.emit('destination', {
        ...rest,
        destination,
        condition,
        key: destination.kind === 's3' ? key : undefined,
        body,
      });
    } catch (cause) {
      this.#events.emit('dropped', { ...rest, reason: 'DestinationFailed', cause });
    }
  }
}

/** A record on its way to a destination. */
interface DestinationMessage {
  readonly body: Readonly<Record<string, unknown>>;
  /** The object's key, in case that the destination is a bucket. */
  readonly key: string;
  /** What a bucket gets in addition, and no other destination. */
  readonly bucketOnly?: Readonly<Record<string, unknown>>;
}

/** What destinations are reached through. */
interface DestinationSenderOptions {
  readonly s3: S3Client;
  /** Invokes a destination function with a record. */
  readonly invokeFunction: (functionName: string, payload: string) => void;
}

/**
 * Sends invocation records to where they belong. A queue or a topic takes them in name only: the simulation's event is all
 * there is of them.
 */
export class DestinationSender {
  readonly #options: DestinationSenderOptions;

  constructor(options: DestinationSenderOptions) {
    this.#options = options;
  }

  /** Resolves with what was sent. Rejects if the destination does not take it. */
  async send(
    destination: DestinationPlan,
    { body, key, bucketOnly }: DestinationMessage,
  ): Promise<Readonly<Record<string, unknown>>> {
    if (destination.kind === 'lambda') {
      this.#options.invokeFunction(destination.name, JSON.stringify(body));
    }
    if (destination.kind !== 's3') return body;
    const whole = { ...body, ...bucketOnly };
    await this.#options.s3.send(
      new PutObjectCommand({
        Bucket: destination.name,
        Key: key,
        Body: JSON.stringify(whole),
        ContentType: 'application/json',
      }),
    );
    return whole;
  }
}
