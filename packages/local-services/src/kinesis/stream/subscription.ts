import { kinesisLimits } from '@headwaters/pipeline-contract';
import type { Clock } from '../../clock.js';
import type { KinesisError } from '../../errors.js';
import { recordBytes } from '../shard/record-frame.js';
import { TokenBucket } from '../shard/token-bucket.js';
import type { Shard } from '../shard/shard.js';
import { readRecords, type KinesisRecord } from './shard-reader.js';
import type { Stream } from './stream.js';

/**
 * A subscription ends after 5 minutes. Source, read 2026-11-29:
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SubscribeToShard.html
 */
const lifeMillis = 300_000;

/**
 * Time without records after which an event without records reports the position. AWS sends such events too, and does not
 * document how often.
 */
const idleEventMillis = 5_000;

/** One event of a subscription. */
export interface SubscriptionEvent {
  readonly records: readonly KinesisRecord[];
  /** Where to continue. Undefined at the end of a closed shard. */
  readonly continuationSequenceNumber: string | undefined;
  readonly millisBehindLatest: number;
}

/** Receives the events of a subscription. */
export interface Subscriber {
  /** @returns false if the subscriber can't take more events now. It then calls {@link Subscription.resume}. */
  onEvent(event: SubscriptionEvent): boolean;
  /** No more events. `reason` is absent at the end of the shard and after the life of the subscription. */
  onEnd(reason?: KinesisError): void;
}

interface SubscriptionOptions {
  readonly stream: Stream;
  readonly shard: Shard;
  /** Counter of the first record. */
  readonly counter: number;
  readonly clock: Clock;
  /** Whether the subscription is limited to 2 MiB per second. */
  readonly enforceLimits: boolean;
  readonly subscriber: Subscriber;
}

/**
 * Pushes the records of one shard to one consumer, at up to 2 MiB per second of its own. Other readers of the shard don't
 * share this rate.
 */
export class Subscription {
  readonly #options: SubscriptionOptions;
  readonly #budget: TokenBucket;
  readonly #createdMillis: number;
  readonly #removeListener: () => void;
  readonly #cancelEnd: () => void;
  #cancelTimer: (() => void) | undefined;
  #counter: number;
  #isBlocked = false;
  #isOpen = true;

  constructor(options: SubscriptionOptions) {
    const { clock, counter, shard, stream } = options;
    this.#options = options;
    this.#counter = counter;
    this.#createdMillis = clock.now();
    this.#budget = new TokenBucket(kinesisLimits.shardReadBytesPerSecond, this.#createdMillis);
    this.#cancelEnd = clock.setTimeout(() => {
      this.end();
    }, lifeMillis);
    this.#removeListener = stream.onRecords((shardId) => {
      // Several records may arrive in this turn: one event has them all.
      if (shardId === shard.id) this.#schedule(0);
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get createdMillis(): number {
    return this.#createdMillis;
  }

  /** Sends the first event: it has the position at least. */
  start(): void {
    this.#push();
  }

  /** The subscriber can take events again. */
  resume(): void {
    if (!this.#isBlocked) return;
    this.#isBlocked = false;
    this.#schedule(0);
  }

  /** Ends the subscription. No effect if it has ended. */
  end(reason?: KinesisError): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#cancelTimer?.();
    this.#cancelEnd();
    this.#removeListener();
    this.#options.subscriber.onEnd(reason);
  }

  #schedule(delayMillis: number): void {
    if (!this.#isOpen || this.#isBlocked) return;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#options.clock.setTimeout(
      () => {
        this.#push();
      },
      Math.max(delayMillis, this.#debtMillis()),
    );
  }

  /** Time until the rate limit admits the next event. */
  #debtMillis(): number {
    if (!this.#options.enforceLimits) return 0;
    const tokens = this.#budget.available(this.#options.clock.now());
    return tokens >= 0 ? 0 : Math.ceil((-tokens * 1000) / kinesisLimits.shardReadBytesPerSecond);
  }

  #push(): void {
    const { clock, shard, stream, subscriber } = this.#options;
    if (!this.#isOpen || this.#isBlocked) return;
    const nowMillis = clock.now();
    const maxBytes = kinesisLimits.shardReadBytesPerSecond;
    const page = readRecords({ stream, shard, counter: this.#counter, nowMillis, maxBytes });
    this.#counter = page.nextCounter;
    this.#budget.spend(page.records.reduce((sum, record) => sum + recordBytes(record), 0));
    const accepted = subscriber.onEvent({
      records: page.records,
      continuationSequenceNumber: page.drained
        ? undefined
        : (page.records.at(-1)?.sequenceNumber ?? shard.sequenceNumber(this.#counter - 1, nowMillis)),
      millisBehindLatest: page.millisBehindLatest,
    });
    if (page.drained) {
      this.end();
      return;
    }
    this.#isBlocked = !accepted;
    this.#schedule(this.#counter < shard.nextCounter ? 0 : idleEventMillis);
  }
}
