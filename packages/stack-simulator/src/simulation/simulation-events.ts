import type { ObjectEvent } from '@headwaters/local-services';
import type { DestinationPlan } from '../blueprint/destinations.js';
import type { DeliveryFailureCode } from '../eventbridge/delivery-failure.js';
import type { AsynchronousFailureCondition } from '../invocation/asynchronous-retry.js';
import type { InvocationOutcome, InvocationTrigger } from '../invocation/function-invoker.js';
import type { BatchFailureCondition } from '../mapping/failed-batch.js';
import type { KinesisEventRecord } from '../mapping/kinesis-event-record.js';

/** A log line of a function or of its runtime. */
export interface LogEvent {
  readonly functionName: string;
  /** `undefined` for lines written while the code is loaded. */
  readonly requestId: string | undefined;
  readonly line: string;
}

/** A change in a bucket. */
export interface UploadEvent extends ObjectEvent {
  /** Names of the functions that it invokes, by a notification, a rule of EventBridge or a queue, without duplicates. */
  readonly matched: readonly string[];
}

/** A finished attempt of an invocation. */
export interface InvocationEvent {
  readonly functionName: string;
  /** The version or alias that was invoked; `undefined` for the function itself. */
  readonly qualifier?: string | undefined;
  readonly requestId: string;
  readonly trigger: InvocationTrigger;
  /** The event that the function received, as a JSON string. */
  readonly payload: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly outcome: InvocationOutcome;
  readonly durationMillis: number;
  /** `undefined` for a warm start. */
  readonly initDurationMillis: number | undefined;
  readonly maxMemoryBytes: number;
}

/** The checkpoint of a mapping moved past Kinesis records that the function processed. Failed batches are not included. */
export interface AcknowledgedEvent {
  /** Terraform address of the mapping. */
  readonly mapping: string;
  readonly functionName: string;
  readonly shardId: string;
  readonly records: readonly KinesisEventRecord[];
}

/**
 * Why something is not retried: an asynchronous invocation, a batch of Kinesis records, a message of a queue (as
 * `MaxReceiveCountExceeded`), or the delivery of an event by a rule.
 */
export type FailureCondition =
  AsynchronousFailureCondition | BatchFailureCondition | 'MaxReceiveCountExceeded' | DeliveryFailureCode;

/** A message was sent to a destination. */
export interface DestinationEvent {
  /** Of a rule whose target is a queue: the name of the queue. */
  readonly functionName: string;
  readonly destination: DestinationPlan;
  readonly condition: FailureCondition | 'Success';
  /** Object key; `undefined` if the destination is not a bucket. */
  readonly key: string | undefined;
  /** The message. A dead-letter queue receives the event itself. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Attributes of the message, for a dead-letter queue or topic only. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Terraform address of the mapping, for a failed batch and a message of a queue only. */
  readonly mapping?: string;
  readonly shardId?: string;
  /** The Kinesis records of a failed batch. */
  readonly records?: readonly KinesisEventRecord[];
}

/** A bucket sent an event to a queue or a topic. */
export interface NotificationEvent {
  readonly bucket: string;
  readonly destination: DestinationPlan;
  /** The event, as a function would receive it. */
  readonly body: { readonly Records: readonly object[] };
}

/** An event or Kinesis records were lost: they failed or expired, and no destination received them. */
export interface DroppedEvent {
  /** Of a rule whose target is a queue: the name of the queue. */
  readonly functionName: string;
  readonly reason: FailureCondition | 'RetentionExceeded' | 'DestinationFailed';
  /** The error of the destination, for `DestinationFailed`. */
  readonly cause?: unknown;
  /** Terraform address of the mapping, for Kinesis records and messages of a queue only. */
  readonly mapping?: string;
  readonly shardId?: string;
  readonly records?: readonly KinesisEventRecord[];
  /** The message of a queue, or the event of a rule. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/**
 * What happened to a message: `processed` and `filtered` messages are deleted; a `received` one is in flight until it is processed
 * or its visibility timeout ends.
 */
export type MessageChange = 'sent' | 'received' | 'processed' | 'filtered' | 'deadLettered' | 'expired';

/** A message of a queue changed its state. */
export interface QueueMessageEvent {
  /** Name of the queue. */
  readonly queue: string;
  readonly messageId: string;
  readonly change: MessageChange;
  readonly receiveCount: number;
  readonly body: string;
  /** Terraform address of the mapping that reads the queue, and its function; absent for `sent`. */
  readonly mapping?: string;
  readonly functionName?: string;
}

/** The events of a simulation, by name. */
export interface SimulationEvents {
  readonly log: LogEvent;
  readonly upload: UploadEvent;
  readonly invocation: InvocationEvent;
  readonly acknowledged: AcknowledgedEvent;
  readonly destination: DestinationEvent;
  readonly notification: NotificationEvent;
  readonly message: QueueMessageEvent;
  readonly dropped: DroppedEvent;
}

/** An event emitter whose listeners receive the type of the event they listen to. */
export class TypedEmitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(event: never) => void>>();

  /** Adds a listener. Returns a function that removes it. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => {
      listeners.delete(listener);
    };
  }

  /** Calls all listeners of the event, in the order in which they were added. */
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) listener(event as never);
  }
}
