import { randomUUID } from 'node:crypto';
import type { Clock } from '@headwaters/local-services';
import { eventSourceMappingLimits } from '@headwaters/pipeline-contract';
import type { QueueMappingPlan } from '../blueprint/queue-mappings.js';
import type { Activity, Work } from '../clock/activity.js';
import { RecordFilter } from '../filter/record-filter.js';
import type { FunctionInvoker, InvocationOutcome, InvocationResult } from '../invocation/function-invoker.js';
import type { Message, MessageQueue, ReceivedMessage } from './message-queue.js';
import { failedMessages, queueEvent, type QueueOrigin } from './queue-event.js';

/** What happens to messages that a mapping reads. */
export interface QueuePollerListener {
  readonly onReceived: (messages: readonly ReceivedMessage[]) => void;
  /** The function processed them, and they are deleted. */
  readonly onProcessed: (messages: readonly ReceivedMessage[]) => void;
  /** No filter matches them, and they are deleted. */
  readonly onFiltered: (messages: readonly ReceivedMessage[]) => void;
  /** They were received too often, and went to the dead-letter queue. */
  readonly onDeadLettered: (messages: readonly Message[]) => void;
  /** They were older than the retention of the queue, and are gone. */
  readonly onExpired: (messages: readonly Message[]) => void;
}

/** Dependencies of a {@link QueuePoller}. */
export interface QueuePollerOptions {
  readonly plan: QueueMappingPlan;
  readonly queue: MessageQueue;
  readonly origin: QueueOrigin;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly invoker: FunctionInvoker;
  readonly listener: QueuePollerListener;
}

/**
 * Batches at the same time. Lambda starts with five and adds up to 300 a minute; here there are never more, unless the mapping
 * sets a maximum concurrency.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html (read 2026-11-29).
 */
const defaultConcurrency = 5;

/** The metadata of a message in an event, in bytes, at most. */
const metadataBytes = 1_024;

/** Runs one event source mapping of a queue: receives batches, invokes the function, and deletes what was processed. */
export class QueuePoller {
  readonly #options: QueuePollerOptions;
  readonly #filter: RecordFilter;
  #enabled = false;
  #unsubscribe: (() => void) | undefined;
  #woken = false;
  /** The batch that waits for its window to end. */
  #gathering: GatheringBatch | undefined;
  #running = 0;
  #timer: Timer | undefined;

  constructor(options: QueuePollerOptions) {
    this.#options = options;
    this.#filter = new RecordFilter(options.plan.filterPatterns, 'body');
  }

  /** The settings of the mapping as they are now. */
  get plan(): QueueMappingPlan {
    return { ...this.#options.plan, enabled: this.#enabled };
  }

  /** Starts to receive messages, unless the stack declares the mapping as disabled. */
  start(): void {
    if (this.#options.plan.enabled) this.enable();
  }

  /** Starts to receive messages. */
  enable(): void {
    this.#enabled = true;
    this.#unsubscribe ??= this.#options.queue.onChange(() => {
      this.#wake();
    });
    this.#wake();
  }

  /** Stops receiving. The result of an invocation in flight still counts; other messages that were received become visible again. */
  disable(): void {
    this.#enabled = false;
    this.#gathering?.end();
    this.#cancelTimer();
  }

  /** Disables the mapping permanently. */
  stop(): void {
    this.disable();
    this.#unsubscribe?.();
  }

  get #isActive(): boolean {
    return this.#enabled && !this.#options.activity.isStopped();
  }

  get #owner(): string {
    return this.#options.plan.address;
  }

  /** Polls after the current call returns, so that messages of one call are received together. */
  #wake(): void {
    if (this.#woken || !this.#isActive) return;
    this.#woken = true;
    const work = this.#options.activity.begin(this.#owner);
    setImmediate(() => {
      this.#woken = false;
      this.#poll();
      work.end();
    });
  }

  #poll(): void {
    const { plan } = this.#options;
    if (!this.#isActive) return;
    if (this.#gathering !== undefined) {
      this.#gathering.add(this.#receive(plan.batchSize - this.#gathering.messages.length));
    } else if (this.#running < (plan.maximumConcurrency ?? defaultConcurrency)) {
      const messages = this.#receive(plan.batchSize);
      if (messages.length > 0) void this.#runBatch(messages);
    }
    this.#setTimer();
  }

  async #runBatch(first: readonly ReceivedMessage[]): Promise<void> {
    const { plan, activity } = this.#options;
    const work = activity.begin(this.#owner);
    const batch = new GatheringBatch(first, plan.batchSize);
    this.#gathering = batch;
    await batch.gather(work, plan.batchingWindowSeconds * 1_000);
    this.#gathering = undefined;
    this.#running += 1;
    this.#wake();
    if (this.#isActive) await this.#process(batch.messages, work);
    this.#running -= 1;
    this.#wake();
    work.end();
  }

  /** Receives messages that pass the filter. The others are deleted. */
  #receive(maxMessages: number): readonly ReceivedMessage[] {
    const { queue, listener } = this.#options;
    const maxBytes = eventSourceMappingLimits.maxBatchBytes - maxMessages * metadataBytes;
    const { messages, deadLettered, expired } = queue.receive({ maxMessages, maxBytes });
    if (deadLettered.length > 0) listener.onDeadLettered(deadLettered);
    if (expired.length > 0) listener.onExpired(expired);
    const passing = messages.filter(({ body }) => this.#filter.passes(body));
    const others = messages.filter((message) => !passing.includes(message));
    if (others.length > 0) {
      queue.delete(others);
      listener.onFiltered(others);
    }
    if (passing.length > 0) listener.onReceived(passing);
    return passing;
  }

  async #process(messages: readonly ReceivedMessage[], work: Work): Promise<void> {
    const { plan, queue, listener, activity } = this.#options;
    const outcome = await this.#invoke(messages, work);
    if (activity.isStopped() || outcome.kind === 'throttled') return;
    const ids = messages.map(({ messageId }) => messageId);
    const failed = new Set(failedMessages(outcome, ids, plan.reportBatchItemFailures));
    const processed = messages.filter(({ messageId }) => !failed.has(messageId));
    if (processed.length === 0) return;
    queue.delete(processed);
    listener.onProcessed(processed);
  }

  /**
   * Invokes the function. A throttled invocation is retried until the first message becomes visible again.
   * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html (read 2026-11-29), which does not say how long
   * Lambda waits between the retries: 1 s, doubling up to 1 minute, is assumed.
   */
  async #invoke(messages: readonly ReceivedMessage[], work: Work): Promise<InvocationOutcome> {
    const { clock } = this.#options;
    const hiddenUntilMillis = Math.min(...messages.map((message) => message.hiddenUntilMillis));
    for (let delayMillis = 1_000; ; delayMillis = Math.min(2 * delayMillis, 60_000)) {
      const { outcome } = await this.#invokeOnce(messages);
      const isTooLate = clock.now() + delayMillis >= hiddenUntilMillis;
      if (outcome.kind !== 'throttled' || isTooLate) return outcome;
      await work.wait(delayMillis);
      if (!this.#isActive) return outcome;
    }
  }

  #invokeOnce(messages: readonly ReceivedMessage[]): Promise<InvocationResult> {
    const { plan, invoker, origin } = this.#options;
    return invoker.invoke({
      functionName: plan.functionName,
      qualifier: plan.qualifier,
      requestId: randomUUID(),
      payload: JSON.stringify(queueEvent(messages, origin)),
      trigger: 'queue',
      attempt: Math.max(...messages.map(({ receiveCount }) => receiveCount)),
    });
  }

  /** Waits for the next message to become visible. */
  #setTimer(): void {
    const { queue, clock, activity } = this.#options;
    const dueMillis = queue.nextVisibleMillis;
    if (dueMillis === this.#timer?.dueMillis) return;
    this.#cancelTimer();
    if (dueMillis === undefined) return;
    const work = activity.begin(this.#owner);
    const timer: Timer = { dueMillis, wake: () => undefined };
    this.#timer = timer;
    void work
      .wait(dueMillis - clock.now(), (wake) => (timer.wake = wake))
      .then(() => {
        if (this.#timer === timer) {
          this.#timer = undefined;
          this.#wake();
        }
        work.end();
      });
  }

  #cancelTimer(): void {
    const timer = this.#timer;
    this.#timer = undefined;
    timer?.wake();
  }
}

/** A wait for a message to become visible. */
interface Timer {
  readonly dueMillis: number;
  wake: () => void;
}

/** A batch that grows until its window ends or it is full. */
class GatheringBatch {
  readonly #batchSize: number;
  #messages: readonly ReceivedMessage[];
  #wake: () => void = () => undefined;

  constructor(messages: readonly ReceivedMessage[], batchSize: number) {
    this.#messages = messages;
    this.#batchSize = batchSize;
  }

  get messages(): readonly ReceivedMessage[] {
    return this.#messages;
  }

  add(messages: readonly ReceivedMessage[]): void {
    this.#messages = [...this.#messages, ...messages];
    if (this.#messages.length >= this.#batchSize) this.end();
  }

  /** Ends the wait. */
  end(): void {
    this.#wake();
  }

  async gather(work: Work, windowMillis: number): Promise<void> {
    if (windowMillis <= 0 || this.#messages.length >= this.#batchSize) return;
    await work.wait(windowMillis, (wake) => (this.#wake = wake));
  }
}
