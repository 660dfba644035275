import type { Usage } from '@headwaters/bill';
import type { Clock, LocalServices, ObjectEvent } from '@headwaters/local-services';
import type { Blueprint } from '../blueprint/blueprint.js';
import type { Activity } from '../clock/activity.js';
import type { UnsupportedFeature } from '../errors.js';
import type { FunctionInvoker, InvocationResult } from '../invocation/function-invoker.js';
import type { ReadingFailure } from '../mapping/mapping-context.js';
import type { QueueCounts } from '../queue/message-queue.js';
import type { SimulationEvents, TypedEmitter } from './simulation-events.js';

/** Options of {@link startSimulation}. */
export interface SimulationOptions {
  /** The folder with the stack's `cdk.tf.json`. */
  readonly stackDirectory: string;
  /**
   * The output of `terraform show -json` for the deployed stack. If set, the simulation runs the deployed configuration, and
   * only the functions' archives are read from `stackDirectory`.
   */
  readonly stateFile?: string;
  /** Where objects, streams and code are stored. Default: a new temporary folder, which `stop` removes. */
  readonly dataDirectory?: string;
  /** Port of the local services. Default: any free one. */
  readonly port?: number;
  /** Whether the rate limits of shards are enforced. Default: true. */
  readonly enforceLimits?: boolean;
  /** The Node.js binary that runs the functions. Default: the current one. */
  readonly functionNodePath?: string;
  /** Run the stack without its unsupported features instead of rejecting it. Default: false. */
  readonly allowUnsupported?: boolean;
  /**
   * Whether the policies of the functions' roles are enforced: on what Lambda needs them for, when the stack starts, and on the
   * calls of the functions. Default: true.
   */
  readonly enforcePermissions?: boolean;
  /**
   * Buckets and streams that exist outside of the stack and are created for the run, by name; also queues, topics and event buses,
   * which a run only has to know. `bucket:NAME` or `stream:NAME` creates one that the stack does not show.
   */
  readonly createExternal?: readonly string[];
  /** Returns variables that a function has for this run besides its own, or instead of them. Default: none. */
  readonly overrideVariables?: (
    environment: Readonly<Record<string, string>>,
  ) => Readonly<Record<string, string>>;
  /**
   * The clock of windows, ages, retries and local services, and of the functions' `Date` at the start of an invocation. Default:
   * the system clock. The timers and timeouts of the functions' processes always use real time: with a virtual clock set
   * `enforceLimits` to false, otherwise a throttled function never succeeds.
   */
  readonly clock?: Clock;
  /** Tracks the work of the simulation on its clock. Default: a new one. An invoker that holds invocations shares it. */
  readonly activity?: Activity;
  /**
   * Returns the delays of an event's notifications in milliseconds, one per copy. S3 delivers each event at least once, in any
   * order. Default: one copy without delay.
   */
  readonly notificationDelays?: (event: ObjectEvent) => readonly number[];
  /** Called before each read of a shard by a mapping. Returns the Kinesis error with which the read fails. Default: none. */
  readonly readingFailure?: ReadingFailure;
  /**
   * Whether the code of the functions runs. If not, `invoker` stands in for it, and what concerns the code alone is no reason to
   * refuse the stack: runtimes, layers, images. Default: true.
   */
  readonly runsCode?: boolean;
  /** Runs the functions instead of the simulation. */
  readonly invoker?: FunctionInvoker;
}

/** A stack that runs on this machine. */
export interface Simulation {
  readonly stackName: string;
  /** Endpoint of the stack's buckets and streams, for AWS clients. */
  readonly endpoint: string;
  readonly region: string;
  readonly blueprint: Blueprint;
  /** Features of the stack that the simulation ignores. */
  readonly unsupported: readonly UnsupportedFeature[];
  readonly events: TypedEmitter<SimulationEvents>;
  readonly services: LocalServices;
  /**
   * Enables or disables a mapping, given by its Terraform address. An enabled mapping resumes where it stopped.
   *
   * @throws TypeError if the stack has no such mapping.
   */
  setMappingEnabled(address: string, enabled: boolean): void;
  /**
   * Sets the reserved concurrency of a function, as PutFunctionConcurrency does: 0 throttles every invocation, `undefined`
   * removes the reservation.
   *
   * @throws TypeError if the stack has no such function.
   */
  reserveConcurrency(functionName: string, count: number | undefined): void;
  /**
   * Invokes a function synchronously with an event, as a JSON string: one attempt, no destination.
   *
   * @param functionReference - A name or an ARN, each with or without a version or alias: `NAME[:QUALIFIER]`.
   * @throws TypeError if the stack has no such function, version or alias.
   */
  invoke(functionReference: string, payload: string): Promise<InvocationResult>;
  /** Returns the number of messages of each queue by its name: visible, in flight and delayed. */
  countMessages(): Readonly<Record<string, QueueCounts>>;
  /**
   * Returns what AWS would have billed since the start of the simulation, for `priceUsage`. Uploads count, whoever makes them; reads and
   * listings by callers other than functions do not.
   */
  usage(): Usage;
  /** Resolves when no notification, invocation, retry, unread Kinesis record or message for a mapping is left. */
  whenIdle(): Promise<void>;
  /** Resolves when nothing is running: all that is left, if anything, waits for the clock (a window or a retry). */
  whenSettled(): Promise<void>;
  /** Stops processes and services and removes the temporary folder. Further calls do nothing. */
  stop(): Promise<void>;
}
