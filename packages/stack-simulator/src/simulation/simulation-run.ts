import { randomUUID } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Clock, KinesisRecord, ObjectEvent, S3Service } from '@headwaters/local-services';
import type { Blueprint } from '../blueprint/blueprint.js';
import { requireTarget } from '../blueprint/function-targets.js';
import type { FunctionPlan } from '../blueprint/functions.js';
import type { MappingPlan } from '../blueprint/mappings.js';
import type { Activity } from '../clock/activity.js';
import { ScheduledRules } from '../eventbridge/scheduled-rules.js';
import { AsynchronousInvoker, type AsynchronousRequest } from '../invocation/asynchronous-invoker.js';
import type { FunctionInvoker, InvocationResult } from '../invocation/function-invoker.js';
import type { InvokeRequest, InvokeTarget, LoggedResult } from '../invocation/invoke-api.js';
import type { MappingApiTarget, MappingState, MappingUpdate } from '../mapping/mapping-api.js';
import type { MappingOptions, ReadingFailure } from '../mapping/mapping-context.js';
import { MappingPoller } from '../mapping/mapping-poller.js';
import type { PollerState } from '../mapping/poller-state.js';
import { ReadThroughputs } from '../mapping/read-throughput.js';
import { allTargets, type TargetPermissions } from '../permissions/target-permissions.js';
import type { QueueCounts } from '../queue/message-queue.js';
import { BucketEvents } from './bucket-events.js';
import { DestinationDelivery } from './destination-delivery.js';
import { createEventBus } from './rule-delivery.js';
import type { SimulationEvents, TypedEmitter } from './simulation-events.js';
import { StackQueues } from './stack-queues.js';

/** Dependencies of a {@link SimulationRun}. */
export interface SimulationRunOptions {
  readonly blueprint: Blueprint;
  readonly services: {
    readonly kinesis: MappingOptions['source'];
    readonly s3: Pick<S3Service, 'onObjectEvent'>;
  };
  readonly s3: S3Client;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly invoker: FunctionInvoker;
  readonly events: TypedEmitter<SimulationEvents>;
  /** Returns the delays of an event's notifications in milliseconds, one per copy. */
  readonly notificationDelays: (event: ObjectEvent) => readonly number[];
  readonly readingFailure: ReadingFailure;
  /** Where EventBridge may not send. Default: it may send everywhere. */
  readonly targetPermissions?: TargetPermissions;
  /** Whether mappings read at the rates of AWS. Default: false. */
  readonly enforceLimits?: boolean;
  /** Called with the Kinesis records that a mapping has read, before its filter. Default: none. */
  readonly onRead?: (mapping: MappingPlan, records: readonly KinesisRecord[]) => void;
}

/** Routes the events of a stack: from buckets and streams to functions, and from failed invocations to destinations. */
export class SimulationRun implements InvokeTarget, MappingApiTarget {
  readonly #options: SimulationRunOptions;
  readonly #functions: Map<string, FunctionPlan>;
  readonly #asynchronous: AsynchronousInvoker;
  readonly #delivery: DestinationDelivery;
  readonly #throughputs: ReadThroughputs | undefined;
  readonly #pollers: ReadonlyMap<MappingPlan, MappingPoller>;
  readonly #queues: StackQueues;
  readonly #bucketEvents: BucketEvents;
  readonly #scheduledRules: ScheduledRules;
  #unsubscribe: () => void = () => undefined;

  constructor(options: SimulationRunOptions) {
    const { blueprint, clock, activity, invoker, s3, events } = options;
    this.#options = options;
    this.#throughputs = options.enforceLimits === true ? new ReadThroughputs(clock) : undefined;
    this.#functions = new Map(blueprint.functions.map((plan) => [plan.name, plan]));
    this.#asynchronous = new AsynchronousInvoker({
      clock,
      activity,
      invoker,
      functionPlan: (name) => this.#function(name),
      onFinished: (finished) => this.#delivery.deliverInvocation(finished),
    });
    this.#queues = new StackQueues({ blueprint, clock, activity, invoker, events });
    const enqueue = (request: AsynchronousRequest) => this.#asynchronous.enqueue(request);
    const { region, accountId, eventRules: rules } = blueprint;
    const targetPermissions = options.targetPermissions ?? allTargets;
    const bus = createEventBus({ rules, events, queues: this.#queues, targetPermissions, enqueue });
    this.#bucketEvents = new BucketEvents({ ...options, queues: this.#queues, bus, enqueue });
    this.#scheduledRules = new ScheduledRules({ rules, region, accountId, clock, bus });
    this.#delivery = new DestinationDelivery({
      s3,
      events,
      sendToQueue: (arn, body, attributes) => {
        this.#queues.send(arn, body, attributes);
      },
      invokeFunction: ({ name: functionName, qualifier }, payload) => {
        this.#asynchronous.enqueue({ functionName, qualifier, payload, trigger: 'destination' });
      },
    });
    this.#pollers = new Map(
      blueprint.mappings.map((plan) => [plan, new MappingPoller(this.#mappingOptions(plan))]),
    );
  }

  start(): void {
    this.#unsubscribe = this.#bucketEvents.start(this.#options.services.s3);
    for (const [plan, poller] of this.#pollers) if (plan.enabled) poller.enable();
    this.#queues.start();
    this.#scheduledRules.start();
  }

  stop(): void {
    this.#unsubscribe();
    this.#scheduledRules.stop();
    for (const poller of this.#pollers.values()) poller.stop();
    this.#queues.stop();
  }

  /** @throws TypeError if the stack has no mapping at that address. */
  setMappingEnabled(address: string, enabled: boolean): void {
    const plans = [...this.#pollers.keys(), ...this.#options.blueprint.queueMappings];
    const plan = plans.find((each) => each.address === address);
    if (plan === undefined) throw new TypeError(`The stack has no mapping ${address}.`);
    this.updateMapping(plan.uuid, { enabled });
  }

  /** Number of messages by queue name. */
  get queueCounts(): Readonly<Record<string, QueueCounts>> {
    return this.#queues.counts;
  }

  listMappings(): readonly MappingState[] {
    return [...this.#pollers.values(), ...this.#queues.pollers].map(({ plan }) => ({
      plan,
      functionArn: requireTarget(this.#function(plan.functionName), plan.qualifier).arn,
    }));
  }

  /** What decides the future of each mapping, by Terraform address. */
  get pollerStates(): Readonly<Record<string, PollerState>> {
    return Object.fromEntries([...this.#pollers].map(([{ address }, { state }]) => [address, state]));
  }

  /** Changes the mapping with this id, if there is one. */
  updateMapping(uuid: string, { enabled, maximumRecordAgeSeconds }: MappingUpdate): void {
    const poller = [...this.#pollers.values()].find(({ plan }) => plan.uuid === uuid);
    if (maximumRecordAgeSeconds !== undefined) poller?.setMaximumRecordAge(maximumRecordAgeSeconds);
    if (enabled === true) poller?.enable();
    if (enabled === false) poller?.disable();
    const queuePoller = this.#queues.find(uuid);
    if (enabled === true) queuePoller?.enable();
    if (enabled === false) queuePoller?.disable();
  }

  /** @throws TypeError if the stack has no such function. */
  reserveConcurrency(functionName: string, count: number | undefined): void {
    const plan = this.#function(functionName);
    this.#options.invoker.reserveConcurrency?.(functionName, count);
    this.#functions.set(functionName, { ...plan, reservedConcurrency: count });
  }

  findFunction(functionName: string): FunctionPlan | undefined {
    return this.#functions.get(functionName);
  }

  functionArn(functionName: string): string {
    const { partition, region, accountId } = this.#options.blueprint;
    return `arn:${partition}:lambda:${region}:${accountId}:function:${functionName}`;
  }

  /** Queues an asynchronous invocation that was requested through the Lambda API. */
  enqueue({ functionName, qualifier, payload, hops }: InvokeRequest): string {
    return this.#asynchronous.enqueue({ functionName, qualifier, payload, hops, trigger: 'api' });
  }

  /**
   * Invokes a function synchronously: one attempt, no destination.
   *
   * @throws TypeError if the stack has no such function, version or alias.
   */
  invoke(invocation: Omit<InvokeRequest, 'type'>): Promise<InvocationResult> {
    return this.#invoke(invocation, randomUUID());
  }

  /** Invokes a function synchronously and collects what it logs. */
  async invokeWithLog(invocation: InvokeRequest): Promise<LoggedResult> {
    const requestId = randomUUID();
    const lines: string[] = [];
    const stop = this.#options.events.on('log', (event) => {
      if (event.requestId === requestId) lines.push(event.line);
    });
    try {
      return { ...(await this.#invoke(invocation, requestId)), lines };
    } finally {
      stop();
    }
  }

  async #invoke(invocation: Omit<InvokeRequest, 'type'>, requestId: string): Promise<InvocationResult> {
    requireTarget(this.#function(invocation.functionName), invocation.qualifier);
    const work = this.#options.activity.begin();
    try {
      const request = { ...invocation, requestId, trigger: 'api', attempt: 1 } as const;
      return await this.#options.invoker.invoke(request);
    } finally {
      work.end();
    }
  }

  #mappingOptions(plan: MappingPlan): MappingOptions {
    const { blueprint, clock, activity, invoker, services, events, readingFailure } = this.#options;
    const { address: mapping, functionName, qualifier } = plan;
    const functionPlan = this.#function(functionName);
    const throughputs = this.#throughputs;
    return {
      plan,
      functionPlan,
      target: requireTarget(functionPlan, qualifier),
      region: blueprint.region,
      clock,
      activity,
      invoker,
      source: services.kinesis,
      ...(throughputs && { throughput: (shardId: string) => throughputs.of(plan, shardId) }),
      readingFailure: (shardId) => readingFailure({ functionName, shardId }),
      onRead: (records) => {
        this.#options.onRead?.(plan, records);
      },
      onAcknowledged: (shardId, records) => {
        events.emit('acknowledged', { mapping, functionName, shardId, records });
      },
      onFailed: (batch) => this.#delivery.deliverBatch(plan, batch),
      onExpired: (shardId, records) => {
        events.emit('dropped', { mapping, functionName, shardId, records, reason: 'RetentionExceeded' });
      },
    };
  }

  #function(name: string): FunctionPlan {
    const plan = this.#functions.get(name);
    if (plan === undefined) throw new TypeError(`The stack has no function ${name}.`);
    return plan;
  }
}
