import { kinesisLimits } from '@headwaters/pipeline-contract';
import { OutOfTimeError, StreamRefusalError, isRefusal } from '../errors.js';
import type { Clock, Deadline } from '../time.js';
import { Lane, packRequest } from './lane.js';
import { type PutOutcome, type PutRecords, type StreamRecord, streamRecordBytes } from './put-records.js';

/** Longest time that one PutRecords request may take, in milliseconds. */
const requestTimeoutMillis = 10_000;

/** Hears what happens to the records of a {@link LaneWriter}. */
export interface LaneObserver {
  stored(record: StreamRecord): void;
  /** Kinesis did not store a record now (throttling, an internal failure); it will be sent again. */
  deferred(record: StreamRecord, errorCode: string): void;
  /** A whole request failed, perhaps after it was stored; its records will be sent again. */
  requestFailed(error: unknown, recordCount: number): void;
}

/** What a {@link LaneWriter} works with. */
export interface LaneWriterOptions {
  readonly putRecords: PutRecords;
  readonly clock: Clock;
  readonly random: () => number;
  readonly deadline: Deadline;
  readonly observer: LaneObserver;
  /** Data and keys that may wait or be under way, in bytes; standard is 5 MiB, what one request can carry. */
  readonly maxPendingBytes?: number;
}

/**
 * Writes records to the stream, one lane a partition key: of each key only the first record that is not yet stored is
 * sent, so that first deliveries keep the order of the key whatever fails. One request is under way at a time, with the
 * heads of up to 500 lanes; meanwhile the caller may prepare and write more.
 *
 * Memory: at most `maxPendingBytes` (or one record, if that is larger), as long as each `write` is awaited.
 */
export class LaneWriter {
  readonly #options: LaneWriterOptions;
  readonly #maxPendingBytes: number;
  readonly #lanes = new Map<string, Lane>();
  readonly #progress = new Progress();
  #pendingBytes = 0;
  #isSending = false;
  #alarm = new AbortController();
  #lastSetback: unknown;
  #failure: Error | undefined;

  constructor(options: LaneWriterOptions) {
    this.#options = options;
    this.#maxPendingBytes = options.maxPendingBytes ?? kinesisLimits.maxPutRecordsBytes;
  }

  /**
   * Takes a record as soon as there is room for it, which is before it is stored: `drain` tells when all are.
   *
   * @throws {@link OutOfTimeError} at the deadline, if records are not stored by then.
   * @throws {@link StreamRefusalError} if Kinesis refuses a request for good.
   */
  async write(record: StreamRecord): Promise<void> {
    const bytes = streamRecordBytes(record);
    while (this.#pendingBytes > 0 && this.#pendingBytes + bytes > this.#maxPendingBytes) {
      this.#throwFailure();
      await this.#progress.wait();
    }
    this.#throwFailure();
    this.#pendingBytes += bytes;
    this.#laneOf(record.partitionKey).append(record);
    this.#alarm.abort();
    if (!this.#isSending) void this.#sendAll();
  }

  /** Resolves when every record is stored. Throws as `write` does. */
  async drain(): Promise<void> {
    while (this.#lanes.size > 0) {
      this.#throwFailure();
      await this.#progress.wait();
    }
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #laneOf(partitionKey: string): Lane {
    const known = this.#lanes.get(partitionKey);
    if (known !== undefined) return known;
    const lane = new Lane(partitionKey);
    this.#lanes.set(partitionKey, lane);
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
      this.#progress.happened();
    }
  }

  async #sendNext(): Promise<void> {
    if (this.#options.deadline.hasPassed()) throw this.#outOfTime();
    const lanes = packRequest(this.#lanes.values(), this.#options.clock.nowMillis());
    if (lanes.length === 0) return this.#waitForLane();
    const outcomes = await this.#put(lanes);
    const nowMillis = this.#options.clock.nowMillis();
    for (const [index, lane] of lanes.entries()) {
      const outcome = outcomes?.[index];
      if (outcome === 'stored') this.#advance(lane);
      else this.#backOff(lane, outcome, nowMillis);
    }
    this.#progress.happened();
  }

  /** One request. An outcome that is unknown is no outcome: storing a record twice is harmless, losing it is not. */
  async #put(lanes: readonly Lane[]): Promise<readonly PutOutcome[] | undefined> {
    const timeoutMillis = Math.min(requestTimeoutMillis, this.#options.deadline.remainingMillis());
    try {
      return await this.#options.putRecords(
        lanes.map((lane) => lane.head),
        timeoutMillis,
      );
    } catch (error) {
      if (isRefusal(error)) throw new StreamRefusalError(error);
      this.#lastSetback = error;
      this.#options.observer.requestFailed(error, lanes.length);
      return undefined;
    }
  }

  #advance(lane: Lane): void {
    const record = lane.head;
    lane.advance();
    this.#pendingBytes -= streamRecordBytes(record);
    // A lane that goes on goes to the end of the line: no lane starves when more wait than one request takes.
    this.#lanes.delete(lane.partitionKey);
    if (!lane.isEmpty) this.#lanes.set(lane.partitionKey, lane);
    this.#options.observer.stored(record);
  }

  #backOff(lane: Lane, outcome: PutOutcome | undefined, nowMillis: number): void {
    lane.backOff(nowMillis, this.#options.random);
    if (outcome === undefined || outcome === 'stored') return;
    this.#lastSetback = new Error(`Kinesis answered ${outcome.errorCode}`);
    this.#options.observer.deferred(lane.head, outcome.errorCode);
  }

  /** Sleeps until a lane may be sent again; a record that is written meanwhile ends the sleep. */
  async #waitForLane(): Promise<void> {
    const wakeMillis = Math.min(...Array.from(this.#lanes.values(), (lane) => lane.waitsUntilMillis));
    const waitMillis = wakeMillis - this.#options.clock.nowMillis();
    this.#alarm = new AbortController();
    await this.#options.clock.sleep(
      Math.min(waitMillis, this.#options.deadline.remainingMillis()),
      this.#alarm.signal,
    );
  }

  #outOfTime(): OutOfTimeError {
    return new OutOfTimeError(
      `No time left with ${this.#pendingBytes} bytes for ${this.#lanes.size} partition keys not stored`,
      { cause: this.#lastSetback },
    );
  }
}

/** Lets callers wait until something has happened, without polling. */
class Progress {
  #waiters: (() => void)[] = [];

  /** Resolves at the next {@link happened}. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
    });
  }

  happened(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }
}
