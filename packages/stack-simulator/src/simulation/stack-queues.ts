import type { Clock } from '@headwaters/local-services';
import type { QueueMappingPlan } from '../blueprint/queue-mappings.js';
import type { QueuePlan } from '../blueprint/queues.js';
import type { Activity } from '../clock/activity.js';
import type { FunctionInvoker } from '../invocation/function-invoker.js';
import { type Message, MessageQueue, type QueueCounts } from '../queue/message-queue.js';
import { QueuePoller, type QueuePollerListener } from '../queue/queue-poller.js';
import { parseMessage } from '../queue/message-body.js';
import type {
  MessageChange,
  QueueMessageEvent,
  SimulationEvents,
  TypedEmitter,
} from './simulation-events.js';

/** Dependencies of {@link StackQueues}. */
export interface StackQueuesOptions {
  readonly blueprint: {
    readonly region: string;
    readonly accountId: string;
    readonly queues: readonly QueuePlan[];
    readonly queueMappings: readonly QueueMappingPlan[];
  };
  readonly clock: Clock;
  readonly activity: Activity;
  readonly invoker: FunctionInvoker;
  readonly events: TypedEmitter<SimulationEvents>;
}

/** The queues of a stack and the mappings that read them. */
export class StackQueues {
  readonly #options: StackQueuesOptions;
  readonly #queues: ReadonlyMap<string, MessageQueue>;
  /** The mappings that read them. */
  readonly pollers: readonly QueuePoller[];

  constructor(options: StackQueuesOptions) {
    const { blueprint, clock } = options;
    this.#options = options;
    this.#queues = new Map(
      blueprint.queues.map((plan) => [
        plan.arn,
        new MessageQueue(plan, clock, (message) => {
          this.#queues.get(plan.redrive?.deadLetterQueueArn ?? '')?.accept(message);
        }),
      ]),
    );
    this.pollers = blueprint.queueMappings.flatMap((plan) => {
      const queue = this.#queues.get(plan.sourceArn);
      return queue === undefined ? [] : [this.#poller(plan, queue)];
    });
  }

  start(): void {
    for (const poller of this.pollers) poller.start();
  }

  stop(): void {
    for (const poller of this.pollers) poller.stop();
  }

  /** The mapping with this id, if it is of a queue. */
  find(uuid: string): QueuePoller | undefined {
    return this.pollers.find(({ plan }) => plan.uuid === uuid);
  }

  /** Number of messages by queue name. */
  get counts(): Readonly<Record<string, QueueCounts>> {
    return Object.fromEntries([...this.#queues.values()].map(({ plan, counts }) => [plan.name, counts]));
  }

  /** Sends a message to the queue with an ARN, if the stack has it. */
  send(arn: string, body: string, attributes?: Readonly<Record<string, string>>): void {
    const queue = this.#queues.get(arn);
    if (queue === undefined) return;
    const message = queue.send(body, attributes);
    this.#options.events.emit('message', {
      ...describe(message, queue.plan),
      change: 'sent',
      receiveCount: 0,
    });
  }

  #poller(plan: QueueMappingPlan, queue: MessageQueue): QueuePoller {
    const { blueprint, clock, activity, invoker } = this.#options;
    const origin = { queueArn: plan.sourceArn, region: blueprint.region, accountId: blueprint.accountId };
    const listener = this.#listener(plan, queue.plan);
    return new QueuePoller({ plan, queue, origin, clock, activity, invoker, listener });
  }

  #listener({ address: mapping, functionName }: QueueMappingPlan, queue: QueuePlan): QueuePollerListener {
    const { events } = this.#options;
    const emit = (change: MessageChange, messages: readonly Counted[]): void => {
      for (const message of messages) {
        const { receiveCount = queue.redrive?.maxReceiveCount ?? 0 } = message;
        events.emit('message', { ...describe(message, queue), change, mapping, functionName, receiveCount });
      }
    };
    return {
      onReceived: (messages) => {
        emit('received', messages);
      },
      onProcessed: (messages) => {
        emit('processed', messages);
      },
      onFiltered: (messages) => {
        emit('filtered', messages);
      },
      onDeadLettered: (messages) => {
        emit('deadLettered', messages);
        for (const message of messages) this.#reportDeadLetter(message, queue, { mapping, functionName });
      },
      onExpired: (messages) => {
        emit('expired', messages);
        for (const { body } of messages)
          events.emit('dropped', {
            functionName,
            mapping,
            reason: 'RetentionExceeded',
            body: parseMessage(body),
          });
      },
    };
  }

  /** A message in a dead-letter queue is what a message at a failure destination is: it was given to the function in vain. */
  #reportDeadLetter(
    { body }: Message,
    { redrive }: QueuePlan,
    context: { readonly mapping: string; readonly functionName: string },
  ): void {
    const arn = redrive?.deadLetterQueueArn ?? '';
    this.#options.events.emit('destination', {
      ...context,
      destination: { kind: 'sqs', arn, name: arn.slice(arn.lastIndexOf(':') + 1) },
      condition: 'MaxReceiveCountExceeded',
      key: undefined,
      body: parseMessage(body),
    });
  }
}

/** A message that may have been received. */
interface Counted extends Message {
  readonly receiveCount?: number;
}

function describe(
  { messageId, body }: Message,
  { name }: QueuePlan,
): Pick<QueueMessageEvent, 'queue' | 'messageId' | 'body'> {
  return { queue: name, messageId, body };
}
