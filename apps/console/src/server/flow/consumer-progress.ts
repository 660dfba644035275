import type { KinesisEventRecord } from '@headwaters/stack-simulator';
import { RateWindow } from './rate-window.js';
import type { TailEntry } from './shard-tail.js';

/** How far one consumer is on the stream. */
export class ConsumerProgress {
  accepted = 0;
  deadLettered = 0;
  /** Bytes accepted, as they were on the stream. */
  acceptedBytes = 0;
  readonly #rate: RateWindow;
  readonly #now: () => number;
  /** Arrival of each record it has not finished with, by shard, oldest first. */
  readonly #pending = new Map<string, Map<string, number>>();

  constructor(now: () => number) {
    this.#now = now;
    this.#rate = new RateWindow({ now });
  }

  /** A record is on the stream. */
  expect(shardId: string, { sequenceNumber, arrivalMillis }: TailEntry): void {
    const shard = this.#pending.get(shardId) ?? new Map<string, number>();
    this.#pending.set(shardId, shard.set(sequenceNumber, arrivalMillis));
  }

  /** Records that its function accepted, by its mapping or by a redelivery. */
  accept(records: readonly KinesisEventRecord[]): void {
    this.accepted += records.length;
    this.#rate.add(records.length);
    for (const { kinesis } of records) this.acceptedBytes += Buffer.byteLength(kinesis.data, 'base64');
    this.#finish(records);
  }

  /** Records that its mapping gave up. */
  giveUp(records: readonly KinesisEventRecord[]): void {
    this.deadLettered += records.length;
    this.#finish(records);
  }

  get recordsPerSecond(): number {
    return this.#rate.perSecond;
  }

  get pending(): number {
    let count = 0;
    for (const shard of this.#pending.values()) count += shard.size;
    return count;
  }

  /** Age of the oldest record that it has not finished with, in milliseconds; 0 when there is none. */
  get lagMillis(): number {
    let oldest = Infinity;
    for (const shard of this.#pending.values()) {
      const first = shard.values().next();
      if (first.done !== true) oldest = Math.min(oldest, first.value);
    }
    return oldest === Infinity ? 0 : Math.max(0, this.#now() - oldest);
  }

  #finish(records: readonly KinesisEventRecord[]): void {
    for (const { eventID } of records) {
      const [shardId = '', sequenceNumber = ''] = eventID.split(':');
      this.#pending.get(shardId)?.delete(sequenceNumber);
    }
  }
}
