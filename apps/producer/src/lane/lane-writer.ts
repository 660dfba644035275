import { kinesisLimits } from '@headwaters/pipeline-contract';
import { entryBytes } from '@headwaters/record-codec';
import { OutOfTimeError, StreamRefusalError, isRefusal } from '../errors.js';
import type { Clock, Deadline } from '../time.js';
import { Lane, laneKeyOf, packRequest } from './lane.js';
import type { KinesisRecord, PutOutcome, PutRecords } from './put-records.js';

/** Timeout of one PutRecords request, in milliseconds. */
const requestTimeoutMillis = 10_000;

/**
 * Most Kinesis records that are held in memory: ten full requests. In plain records of a few bytes, 5 MiB would be over 100,000 of
 * them, each of which takes some hundred bytes besides its data.
 */
const maxPendingRecords = 10 * kinesisLimits.maxPutRecordsEntries;

/** Callbacks of a {@link LaneWriter}. */
export interface LaneObserver {
  stored(record: KinesisRecord): void;
  /** Kinesis did not store a Kinesis record (throttling, internal failure); it will be sent again. */
  deferred(record: KinesisRecord, errorCode: string): void;
  /** A request failed, perhaps after it was stored; all its Kinesis records will be sent again. */
  requestFailed(error: unknown, recordCount: number): void;
}

export interface LaneWriterOptions {
  readonly putRecords: PutRecords;
  readonly clock: Clock;
  readonly random: () => number;
  readonly deadline: Deadline;
  readonly observer: LaneObserver;
  /** Data and partition keys held in memory, queued or in flight, in bytes. Default: 5 MiB, one full request. */
  readonly maxPendingBytes?: number | undefined;
}

/**
 * Writes Kinesis records to the stream with one in-flight record per lane: the next one of a lane is sent once
 * the one before it is stored, so first deliveries keep their order whatever fails. One request is in flight at a time,
 * with the heads of up to 500 lanes; meanwhile the caller can prepare and write more.
 *
 * Memory: at most `maxPendingBytes`, or one Kinesis record if that is larger, in at most 5,000 Kinesis records, provided that each
 * `write` is awaited.
 */
export class LaneWriter {
  readonly #options: LaneWriterOptions;
  readonly #maxPendingBytes: number;
  readonly #lanes = new Map<string, Lane>();
  /** Notified after each request, and when sending has ended. */
  readonly #sent = new ConditionVariable();
  #pendingBytes = 0;
  #pendingRecords = 0;
  #isSending = false;
  #sleep = new AbortController();
  #lastError: unknown;
  #failure: Error | undefined;

  constructor(options: LaneWriterOptions) {
    this.#options = options;
    this.#maxPendingBytes = options.maxPendingBytes ?? kinesisLimits.maxPutRecordsBytes;
  }

  /**
   * Queues a Kinesis record. Resolves when there is room for it, before it is stored: see {@link drain}.
   *
   * @throws {@link OutOfTimeError} if the deadline has passed with Kinesis records not stored.
   * @throws {@link StreamRefusalError} if Kinesis refuses a request.
   */
  async write(record: KinesisRecord): Promise<void> {
    const bytes = entryBytes(record);
    while (this.#pendingRecords > 0 && !this.#hasRoom(bytes)) {
      this.#throwFailure();
      await this.#sent.wait();
    }
    this.#throwFailure();
    this.#pendingBytes += bytes;
    this.#pendingRecords += 1;
    this.#laneOf(laneKeyOf(record)).append(record);
    this.#sleep.abort();
    if (!this.#isSending) void this.#sendAll();
  }

  /** Resolves when every Kinesis record is stored. Throws the same errors as {@link write}. */
  async drain(): Promise<void> {
    while (this.#lanes.size > 0) {
      this.#throwFailure();
      await this.#sent.wait();
    }
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #hasRoom(bytes: number): boolean {
    return this.#pendingBytes + bytes <= this.#maxPendingBytes && this.#pendingRecords < maxPendingRecords;
  }

  #laneOf(key: string): Lane {
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    const lane = new Lane(key);
    this.#lanes.set(key, lane);
    return lane;
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    try {
      while (this.#lanes.size > 0) await this.#sendNext();
    } catch (error) {
      this.#failure = error as Error;
    } finally {
      this.#isSending = false;
      this.#sent.notifyAll();
    }
  }

  async #sendNext(): Promise<void> {
    if (this.#options.deadline.hasPassed()) throw this.#outOfTime();
    const lanes = packRequest(this.#lanes.values(), this.#options.clock.nowMillis());
    if (lanes.length === 0) return this.#sleepUntilLaneIsReady();
    const outcomes = await this.#put(lanes);
    const nowMillis = this.#options.clock.nowMillis();
    for (const [index, lane] of lanes.entries()) {
      const outcome = outcomes?.[index];
      if (outcome === 'stored') this.#advance(lane);
      else this.#backOff(lane, outcome, nowMillis);
    }
    this.#sent.notifyAll();
  }

  /** Returns undefined if the outcome is unknown: storing a Kinesis record twice is harmless, losing it is not. */
  async #put(lanes: readonly Lane[]): Promise<readonly PutOutcome[] | undefined> {
    const timeoutMillis = Math.min(requestTimeoutMillis, this.#options.deadline.remainingMillis());
    try {
      return await this.#options.putRecords(
        lanes.map((lane) => lane.head),
        timeoutMillis,
      );
    } catch (error) {
      if (isRefusal(error)) throw new StreamRefusalError(error);
      this.#lastError = error;
      this.#options.observer.requestFailed(error, lanes.length);
      return undefined;
    }
  }

  #advance(lane: Lane): void {
    const record = lane.head;
    lane.advance();
    this.#pendingBytes -= entryBytes(record);
    this.#pendingRecords -= 1;
    // Move the lane to the end of the queue: no lane starves if there are more than fit into one request.
    this.#lanes.delete(lane.key);
    if (!lane.isEmpty) this.#lanes.set(lane.key, lane);
    this.#options.observer.stored(record);
  }

  #backOff(lane: Lane, outcome: PutOutcome | undefined, nowMillis: number): void {
    lane.backOff(nowMillis, this.#options.random);
    if (outcome === undefined || outcome === 'stored') return;
    this.#lastError = new Error(`Kinesis returned ${outcome.errorCode}`);
    this.#options.observer.deferred(lane.head, outcome.errorCode);
  }

  /** Sleeps until a lane may be sent; a write ends the sleep early. */
  async #sleepUntilLaneIsReady(): Promise<void> {
    const wakeMillis = Math.min(...Array.from(this.#lanes.values(), (lane) => lane.waitsUntilMillis));
    const waitMillis = wakeMillis - this.#options.clock.nowMillis();
    this.#sleep = new AbortController();
    await this.#options.clock.sleep(
      Math.min(waitMillis, this.#options.deadline.remainingMillis()),
      this.#sleep.signal,
    );
  }

  #outOfTime(): OutOfTimeError {
    return new OutOfTimeError(
      `No time left to store ${this.#pendingBytes} bytes in ${this.#lanes.size} lanes`,
      { cause: this.#lastError },
    );
  }
}

/** Lets callers wait for a change of shared state without polling. */
class ConditionVariable {
  #waiters: (() => void)[] = [];

  /** Resolves at the next {@link notifyAll}. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
    });
  }

  notifyAll(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }
}
