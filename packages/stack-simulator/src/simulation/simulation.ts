import type { Clock, LocalServices, ObjectEvent } from '@headwaters/local-services';
import type { Blueprint } from '../blueprint/blueprint.js';
import type { UnsupportedFeature } from '../errors.js';
import type { FunctionInvoker, InvocationResult } from '../invocation/function-invoker.js';
import type { ReadingFailure } from '../mapping/mapping-context.js';
import type { SimulationEvents, TypedEmitter } from './simulation-events.js';

/** What to simulate, and how. */
export interface SimulationOptions {
  /** The folder with the stack's `cdk.tf.json`. */
  readonly stackDirectory: string;
  /**
   * The output of `terraform show -json` for the deployed stack. What runs is then what was deployed, and `stackDirectory`
   * gives only the functions' archives.
   */
  readonly stateFile?: string;
  /** Where objects, records and code lie. Default: a new temporary folder, which `stop` removes. */
  readonly dataDirectory?: string;
  /** Port of the services on loopback. Default: any free one. */
  readonly port?: number;
  /** Whether the shards' rate limits hold. Default: true. */
  readonly enforceLimits?: boolean;
  /** The Node.js binary that runs the functions. Default: the one that runs this. */
  readonly functionNodePath?: string;
  /** Go on without what a run does not honour, where the default is to refuse the stack. */
  readonly allowUnsupported?: boolean;
  /**
   * What windows, ages, retries and the services go by. Default: the machine's own. Functions live in real time whatever it
   * says; with a clock that stands still lift the shards' limits, or a throttled function waits for it in vain.
   */
  readonly clock?: Clock;
  /**
   * When the notifications of an event are delivered, as delays in milliseconds, one for each copy: S3 promises at least one, in
   * no order. Default: one, at once.
   */
  readonly notificationDelays?: (event: ObjectEvent) => readonly number[];
  /** Asked before each reading of a shard for a mapping: the error of Kinesis with which the reading fails. Default: none does. */
  readonly readingFailure?: ReadingFailure;
  /** Runs the functions in place of the code that the stack declares. */
  readonly invoker?: FunctionInvoker;
}

/** A stack that runs on this machine. */
export interface Simulation {
  readonly stackName: string;
  /** Where AWS clients reach the stack's buckets and streams. */
  readonly endpoint: string;
  readonly region: string;
  readonly blueprint: Blueprint;
  /** What the stack declares and this run does not honour. */
  readonly unsupported: readonly UnsupportedFeature[];
  readonly events: TypedEmitter<SimulationEvents>;
  readonly services: LocalServices;
  /**
   * Lets a mapping, given by its Terraform address, read on or stand still. One that is switched on again goes on where it was.
   *
   * @throws TypeError if the stack has no such mapping.
   */
  setMappingEnabled(address: string, enabled: boolean): void;
  /**
   * Reserves so many invocations of a function at a time from now on, as PutFunctionConcurrency does: 0 lets none run, `undefined`
   * reserves nothing.
   *
   * @throws TypeError if the stack has no such function.
   */
  reserveConcurrency(functionName: string, count: number | undefined): void;
  /**
   * Invokes a function with an event, as JSON text, and waits for its answer: once, with no retry and no destination.
   *
   * @throws TypeError if the stack has no such function.
   */
  invoke(functionName: string, payload: string): Promise<InvocationResult>;
  /** Resolves when no notification, invocation, retry or unread record is left. */
  whenIdle(): Promise<void>;
  /** Resolves when nothing goes on without the clock: what is left, if anything, waits for a window or a retry. */
  whenSettled(): Promise<void>;
  /** Ends everything: processes, ports, and the temporary folder. Calling it again changes nothing. */
  stop(): Promise<void>;
}
