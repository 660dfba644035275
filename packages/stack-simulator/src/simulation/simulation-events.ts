import type { ObjectEvent } from '@headwaters/local-services';
import type { DestinationPlan } from '../blueprint/destinations.js';
import type { AsynchronousCondition } from '../invocation/asynchronous-retry.js';
import type { InvocationOutcome, InvocationTrigger } from '../invocation/function-invoker.js';
import type { GiveUpCondition } from '../mapping/failed-batch.js';
import type { KinesisEventRecord } from '../mapping/kinesis-event-record.js';

/** A line that a function, or the runtime for it, wrote. */
export interface LogEvent {
  readonly functionName: string;
  /** Of the invocation; `undefined` for what the code writes while it is loaded. */
  readonly requestId: string | undefined;
  readonly line: string;
}

/** A change in a bucket. */
export interface UploadEvent extends ObjectEvent {
  /** Names of the functions that the stack's notifications invoke for it. */
  readonly matched: readonly string[];
}

/** An invocation that is over. */
export interface InvocationEvent {
  readonly functionName: string;
  readonly requestId: string;
  readonly trigger: InvocationTrigger;
  /** The event that the function was given, as JSON text. */
  readonly payload: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly outcome: InvocationOutcome;
  readonly durationMillis: number;
  readonly initDurationMillis: number | undefined;
  readonly maxMemoryBytes: number;
}

/** Records whose checkpoint moved because the function accepted them; not those that were given up. */
export interface AcknowledgedEvent {
  /** The mapping's Terraform address. */
  readonly mapping: string;
  readonly functionName: string;
  readonly shardId: string;
  readonly records: readonly KinesisEventRecord[];
}

/** A record that was sent to a destination. */
export interface DestinationEvent {
  readonly functionName: string;
  readonly destination: DestinationPlan;
  readonly condition: AsynchronousCondition | GiveUpCondition | 'Success';
  /** The object's key, where the destination is a bucket. */
  readonly key: string | undefined;
  /** The message itself. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The mapping's address and the records given up, where a mapping gave them up. */
  readonly mapping?: string;
  readonly shardId?: string;
  readonly records?: readonly KinesisEventRecord[];
}

/** Something that is gone for good: given up, and no destination took it. */
export interface DroppedEvent {
  readonly functionName: string;
  readonly reason: AsynchronousCondition | GiveUpCondition | 'RetentionExceeded' | 'DestinationFailed';
  /** Why the destination did not take it. */
  readonly cause?: unknown;
  readonly mapping?: string;
  readonly shardId?: string;
  readonly records?: readonly KinesisEventRecord[];
}

/** What a simulation tells while it runs, by name. */
export interface SimulationEvents {
  readonly log: LogEvent;
  readonly upload: UploadEvent;
  readonly invocation: InvocationEvent;
  readonly acknowledged: AcknowledgedEvent;
  readonly destination: DestinationEvent;
  readonly dropped: DroppedEvent;
}

/** Calls listeners by the name of an event, each with that event's own shape. */
export class TypedEmitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(event: never) => void>>();

  /** Calls `listener` for each event of that name. The function returned ends that. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => {
      listeners.delete(listener);
    };
  }

  /** Tells all listeners, in the order in which they came. */
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) listener(event as never);
  }
}
