import { randomUUID } from 'node:crypto';
import type { Clock, ObjectEvent, S3Service } from '@headwaters/local-services';
import type { Blueprint } from '../blueprint/blueprint.js';
import type { NotificationRule } from '../blueprint/notifications.js';
import type { Activity } from '../clock/activity.js';
import type { EventBus } from '../eventbridge/event-bus.js';
import { s3BusEvent, type BusEvent } from '../eventbridge/s3-event.js';
import type { AsynchronousRequest } from '../invocation/asynchronous-invoker.js';
import { matchesEvent, objectEventMessage, testMessage } from './s3-notification.js';
import type { SimulationEvents, TypedEmitter } from './simulation-events.js';
import type { StackQueues } from './stack-queues.js';

/** Dependencies of {@link BucketEvents}. */
export interface BucketEventsOptions {
  readonly blueprint: Blueprint;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly events: TypedEmitter<SimulationEvents>;
  readonly queues: StackQueues;
  /** The default event bus. */
  readonly bus: EventBus;
  /** Invokes a function asynchronously. */
  readonly enqueue: (request: AsynchronousRequest) => void;
  /** Returns the delays of an event's notifications in milliseconds, one per copy. */
  readonly notificationDelays: (event: ObjectEvent) => readonly number[];
}

/** Sends the events of buckets to functions, queues and topics, and by rules of EventBridge. */
export class BucketEvents {
  readonly #options: BucketEventsOptions;
  /** Buckets that send their events to EventBridge. */
  readonly #busBuckets: ReadonlySet<string>;

  constructor(options: BucketEventsOptions) {
    this.#options = options;
    this.#busBuckets = new Set(
      options.blueprint.buckets.filter(({ eventBridge }) => eventBridge).map(({ name }) => name),
    );
  }

  /** Starts to send events. S3 first sends a test message to each queue that a bucket notifies. Returns a function that stops it. */
  start(s3: Pick<S3Service, 'onObjectEvent'>): () => void {
    const { blueprint, clock, queues } = this.#options;
    for (const { bucketName, destination } of blueprint.messageNotifications) {
      if (destination.kind !== 'sqs') continue;
      queues.send(destination.arn, JSON.stringify(testMessage(bucketName, clock.now(), randomUUID())));
    }
    return s3.onObjectEvent((event) => {
      this.#send(event);
    });
  }

  #send(event: ObjectEvent): void {
    const { blueprint, events, queues, bus, enqueue } = this.#options;
    const direct = blueprint.notifications.filter((rule) => matchesEvent(rule, event));
    const messages = blueprint.messageNotifications.filter((rule) => matchesEvent(rule, event));
    const isOnBus = this.#busBuckets.has(event.bucket);
    const targets = isOnBus ? bus.targetsOf(this.#busEvent(event)) : [];
    const received = [...targets, ...messages].flatMap(({ destination }) => {
      if (destination.kind === 'lambda') return [destination.name];
      return blueprint.queueMappings.filter(({ sourceArn }) => sourceArn === destination.arn).map(functionOf);
    });
    events.emit('upload', { ...event, matched: [...new Set([...direct.map(functionOf), ...received])] });
    for (const { id, functionName, qualifier } of direct) {
      this.#schedule(event, () => {
        const payload = JSON.stringify(this.#message(event, id));
        enqueue({ functionName, qualifier, payload, trigger: 'notification' });
      });
    }
    for (const { id, bucketName: bucket, destination } of messages) {
      this.#schedule(event, () => {
        const body = this.#message(event, id);
        events.emit('notification', { bucket, destination, body });
        queues.send(destination.arn, JSON.stringify(body));
      });
    }
    if (isOnBus) {
      this.#schedule(event, () => {
        bus.publish(this.#busEvent(event));
      });
    }
  }

  /** Sends each copy of an event after its delay. */
  #schedule(event: ObjectEvent, send: () => void): void {
    const { activity, notificationDelays } = this.#options;
    const sendCopy = async (delayMillis: number): Promise<void> => {
      const work = activity.begin();
      await work.wait(delayMillis);
      if (!activity.isStopped()) send();
      work.end();
    };
    for (const delayMillis of notificationDelays(event)) void sendCopy(delayMillis);
  }

  #message(
    event: ObjectEvent,
    configurationId: NotificationRule['id'],
  ): ReturnType<typeof objectEventMessage> {
    return objectEventMessage(event, {
      ...this.#options.blueprint,
      configurationId,
      requestId: randomUUID(),
    });
  }

  #busEvent(event: ObjectEvent): BusEvent {
    const { region, partition, accountId } = this.#options.blueprint;
    const ids = { eventId: randomUUID(), requestId: randomUUID() };
    return s3BusEvent(event, { region, partition, accountId, ...ids });
  }
}

function functionOf({ functionName }: { readonly functionName: string }): string {
  return functionName;
}
