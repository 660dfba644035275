import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '@headwaters/local-services';
import type { QueuePlan } from '../blueprint/queues.js';

/** A message of a queue. */
export interface Message {
  readonly messageId: string;
  readonly body: string;
  /** Attributes that its sender set, all of them strings. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Unix time. A message that moves to a dead-letter queue keeps it. */
  readonly sentMillis: number;
}

/** A message as one receive call returned it. */
export interface ReceivedMessage extends Message {
  /** Names this receipt: only the latest one deletes the message. */
  readonly receiptHandle: string;
  /** Number of receives, this one included. */
  readonly receiveCount: number;
  readonly firstReceivedMillis: number;
  /** When it becomes visible again, unless it is deleted. */
  readonly hiddenUntilMillis: number;
}

/** What a receive call found. */
export interface Received {
  readonly messages: readonly ReceivedMessage[];
  /** Messages that were received too often, and went to the dead-letter queue. */
  readonly deadLettered: readonly Message[];
  /** Messages that were older than the retention of the queue, and are gone. */
  readonly expired: readonly Message[];
}

/** Number of messages of a queue by state. */
export interface QueueCounts {
  /** Can be received now. */
  readonly visible: number;
  /** Received, and neither deleted nor visible again. */
  readonly inFlight: number;
  /** Not visible yet for the first time. */
  readonly delayed: number;
}

interface StoredMessage extends Message {
  hiddenUntilMillis: number;
  receiveCount: number;
  firstReceivedMillis: number | undefined;
  receiptHandle: string | undefined;
}

/** How much a receive call may return. */
export interface ReceiveLimits {
  readonly maxMessages: number;
  /** Of all bodies. The first message is returned whatever its size. */
  readonly maxBytes: number;
}

/**
 * A standard queue: a message that is received is hidden for the visibility timeout, and received again unless it is deleted.
 * Messages are received in the order in which they were sent, as far as they are visible; AWS does not promise an order.
 *
 * Sources, read 2026-11-29: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html and
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html.
 */
export class MessageQueue {
  readonly plan: QueuePlan;
  readonly #clock: Clock;
  readonly #deadLetters: (message: Message) => void;
  readonly #listeners = new Set<() => void>();
  #messages: StoredMessage[] = [];

  /** @param deadLetters - Takes a message that goes to the dead-letter queue. */
  constructor(plan: QueuePlan, clock: Clock, deadLetters: (message: Message) => void) {
    this.plan = plan;
    this.#clock = clock;
    this.#deadLetters = deadLetters;
  }

  /** Calls a listener after each change of the queue. Returns a function that removes it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Adds a message, which is visible after the delay of the queue. */
  send(body: string, attributes: Readonly<Record<string, string>> = {}): Message {
    const message = { messageId: randomUUID(), body, attributes, sentMillis: this.#clock.now() };
    this.#add(message, message.sentMillis + this.plan.delaySeconds * 1_000);
    return message;
  }

  /** Takes a message from a queue whose dead-letter queue this is. It keeps its age. */
  accept(message: Message): void {
    this.#add(message, this.#clock.now());
  }

  /** Receives visible messages, and hides them for the visibility timeout. */
  receive({ maxMessages, maxBytes }: ReceiveLimits): Received {
    const nowMillis = this.#clock.now();
    const expired = this.#remove(
      ({ sentMillis }) => nowMillis - sentMillis >= this.plan.retentionSeconds * 1_000,
    );
    const maxReceiveCount = this.plan.redrive?.maxReceiveCount ?? Infinity;
    const deadLettered = this.#remove(
      (message) => isVisible(message, nowMillis) && message.receiveCount >= maxReceiveCount,
    );
    const taken: StoredMessage[] = [];
    let bytes = 0;
    for (const message of this.#messages) {
      if (taken.length === maxMessages) break;
      if (!isVisible(message, nowMillis)) continue;
      bytes += Buffer.byteLength(message.body);
      if (bytes > maxBytes && taken.length > 0) break;
      taken.push(message);
    }
    for (const message of deadLettered) this.#deadLetters(message);
    const messages = taken.map((message) => this.#hide(message, nowMillis));
    if (messages.length + expired.length + deadLettered.length > 0) this.#notify();
    return { messages, deadLettered, expired };
  }

  /** Deletes messages. One that was received again since is kept. */
  delete(messages: readonly ReceivedMessage[]): void {
    const handles = new Set<string | undefined>(messages.map(({ receiptHandle }) => receiptHandle));
    this.#remove(({ receiptHandle }) => receiptHandle !== undefined && handles.has(receiptHandle));
    this.#notify();
  }

  /** When the next hidden message becomes visible; `undefined` if no message is hidden. */
  get nextVisibleMillis(): number | undefined {
    const nowMillis = this.#clock.now();
    const times = this.#messages
      .map(({ hiddenUntilMillis }) => hiddenUntilMillis)
      .filter((millis) => millis > nowMillis);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  get counts(): QueueCounts {
    const nowMillis = this.#clock.now();
    const visible = this.#messages.filter((message) => isVisible(message, nowMillis)).length;
    const hidden = this.#messages.filter((message) => !isVisible(message, nowMillis));
    const delayed = hidden.filter(({ receiveCount }) => receiveCount === 0).length;
    return { visible, inFlight: hidden.length - delayed, delayed };
  }

  #add(message: Message, visibleMillis: number): void {
    this.#messages.push({
      ...message,
      hiddenUntilMillis: visibleMillis,
      receiveCount: 0,
      firstReceivedMillis: undefined,
      receiptHandle: undefined,
    });
    this.#notify();
  }

  #hide(message: StoredMessage, nowMillis: number): ReceivedMessage {
    message.receiveCount += 1;
    message.firstReceivedMillis ??= nowMillis;
    message.receiptHandle = randomUUID();
    message.hiddenUntilMillis = nowMillis + this.plan.visibilityTimeoutSeconds * 1_000;
    const { firstReceivedMillis, receiptHandle } = message;
    return { ...message, firstReceivedMillis, receiptHandle };
  }

  #remove(isRemoved: (message: StoredMessage) => boolean): readonly StoredMessage[] {
    const removed = this.#messages.filter(isRemoved);
    if (removed.length > 0) this.#messages = this.#messages.filter((message) => !removed.includes(message));
    return removed;
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function isVisible({ hiddenUntilMillis }: StoredMessage, nowMillis: number): boolean {
  return hiddenUntilMillis <= nowMillis;
}

/** MD5 of a body, as SQS reports it. */
export function md5OfBody(body: string): string {
  return createHash('md5').update(body).digest('hex');
}
