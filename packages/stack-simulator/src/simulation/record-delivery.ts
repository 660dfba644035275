import { randomUUID } from 'node:crypto';
import { invocationRecord, type FinishedInvocation } from '../asynchronous/invocation-record.js';
import { invocationRecordKey } from '../asynchronous/invocation-record-key.js';
import type { FunctionPlan } from '../blueprint/function-plan.js';
import type { MappingPlan } from '../blueprint/mapping-plan.js';
import type { DestinationMessage, DestinationSender } from '../destination/destination-sender.js';
import { failedBatchKey } from '../mapping/failed-batch-key.js';
import { failedBatchRecord, type FailedBatch } from '../mapping/failed-batch-record.js';
import type { SimulationEvents } from './simulation-events.js';
import type { TypedEmitter } from './typed-emitter.js';

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
