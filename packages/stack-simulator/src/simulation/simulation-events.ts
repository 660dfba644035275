import type { ObjectEvent } from '@headwaters/local-services';
import type { DestinationPlan } from '../blueprint/destinations.js';
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
  /** Names of the functions that the stack's notifications invoke for it. */
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

/** A message was sent to a destination. */
export interface DestinationEvent {
  readonly functionName: string;
  readonly destination: DestinationPlan;
  readonly condition: AsynchronousFailureCondition | BatchFailureCondition | 'Success';
  /** Object key; `undefined` if the destination is not a bucket. */
  readonly key: string | undefined;
  /** The message. A dead-letter queue receives the event itself. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Attributes of the message, for a dead-letter queue or topic only. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Terraform address of the mapping, for a failed batch only. */
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
  readonly functionName: string;
  readonly reason:
    AsynchronousFailureCondition | BatchFailureCondition | 'RetentionExceeded' | 'DestinationFailed';
  /** The error of the destination, for `DestinationFailed`. */
  readonly cause?: unknown;
  /** Terraform address of the mapping, for Kinesis records only. */
  readonly mapping?: string;
  readonly shardId?: string;
  readonly records?: readonly KinesisEventRecord[];
}

/** The events of a simulation, by name. */
export interface SimulationEvents {
  readonly log: LogEvent;
  readonly upload: UploadEvent;
  readonly invocation: InvocationEvent;
  readonly acknowledged: AcknowledgedEvent;
  readonly destination: DestinationEvent;
  readonly notification: NotificationEvent;
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
