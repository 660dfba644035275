import type { KinesisEventRecord } from '@headwaters/stack-simulator';
import { RateWindow } from './rate-window.js';
import type { TailEntry } from './shard-tail.js';

/** Progress of one consumer on the stream. */
export class ConsumerProgress {
  accepted = 0;
  deadLettered = 0;
  /** Bytes on the stream that were accepted. */
  acceptedBytes = 0;
  readonly #rate: RateWindow;
  readonly #now: () => number;
  /** Arrival time of each pending Kinesis record, by shard and sequence number, oldest first. */
  readonly #pending = new Map<string, Map<string, number>>();

  constructor(now: () => number) {
    this.#now = now;
    this.#rate = new RateWindow({ now });
  }

  /** Adds a Kinesis record that has arrived on the stream. */
  expect(shardId: string, { sequenceNumber, arrivalMillis }: TailEntry): void {
    const shard = this.#pending.get(shardId) ?? new Map<string, number>();
    this.#pending.set(shardId, shard.set(sequenceNumber, arrivalMillis));
  }

  /** Counts accepted Kinesis records, through the mapping or a redelivery. */
  accept(records: readonly KinesisEventRecord[]): void {
    this.accepted += records.length;
    this.#rate.add(records.length);
    for (const { kinesis } of records) this.acceptedBytes += Buffer.byteLength(kinesis.data, 'base64');
    this.#finish(records);
  }

  /** Counts Kinesis records that the mapping dead-lettered or the consumer quarantined. */
  deadLetter(records: readonly KinesisEventRecord[]): void {
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

  /** Age of the oldest pending Kinesis record, in milliseconds; 0 if none. */
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
