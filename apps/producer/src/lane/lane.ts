import { kinesisLimits } from '@headwaters/pipeline-contract';
import { entryBytes } from '@headwaters/record-codec';
import { fullJitterMillis } from '../time.js';
import type { KinesisRecord } from './put-records.js';

/**
 * The Kinesis records that must keep their order: those of one partition key or, of plain records, of one object. Only the head
 * may be in flight, and it stays in the lane until it is stored: so a failure never lets a later Kinesis record overtake an
 * earlier one.
 */
export class Lane {
  readonly #records: KinesisRecord[] = [];
  #failureCount = 0;
  #waitsUntilMillis = -Infinity;

  constructor(readonly key: string) {}

  get isEmpty(): boolean {
    return this.#records.length === 0;
  }

  get head(): KinesisRecord {
    const [head] = this.#records;
    if (head === undefined) throw new RangeError('An empty lane has no head');
    return head;
  }

  /** Earliest time at which the head may be sent, on the clock of the caller. */
  get waitsUntilMillis(): number {
    return this.#waitsUntilMillis;
  }

  append(record: KinesisRecord): void {
    this.#records.push(record);
  }

  /** Removes the head, which is stored. */
  advance(): void {
    this.#records.shift();
    this.#failureCount = 0;
  }

  /** Delays the head, which is not known to be stored, by a random time that grows with each failure. */
  backOff(nowMillis: number, random: () => number): void {
    this.#failureCount += 1;
    // mutation-anchor: back-off
    this.#waitsUntilMillis = nowMillis + fullJitterMillis(this.#failureCount, random);
  }
}

/** Returns the lane of a Kinesis record. */
export function laneKeyOf({ lane, partitionKey }: KinesisRecord): string {
  // mutation-anchor: lane-key
  return lane ?? partitionKey;
}

/**
 * Selects the lanes whose heads go into the next PutRecords request: those that are not backing off, in order, up to 500
 * entries and 5 MiB of data and partition keys.
 */
export function packRequest(lanes: Iterable<Lane>, nowMillis: number): Lane[] {
  const packed: Lane[] = [];
  let bytes = 0;
  for (const lane of lanes) {
    if (lane.waitsUntilMillis > nowMillis) continue;
    bytes += entryBytes(lane.head);
    if (bytes > kinesisLimits.maxPutRecordsBytes) break;
    packed.push(lane);
    if (packed.length === kinesisLimits.maxPutRecordsEntries) break;
  }
  return packed;
}
