import { kinesisLimits } from '@headwaters/pipeline-contract';
import { fullJitterMillis } from '../time.js';
import { type StreamRecord, streamRecordBytes } from './put-records.js';

/**
 * The records of one partition key, in order. Only its head may be in a request, and it leaves the lane only when it is
 * stored: so no failure lets a later record overtake an earlier one.
 */
export class Lane {
  readonly #records: StreamRecord[] = [];
  #failureCount = 0;
  #waitsUntilMillis = -Infinity;

  constructor(readonly partitionKey: string) {}

  get isEmpty(): boolean {
    return this.#records.length === 0;
  }

  get head(): StreamRecord {
    const [head] = this.#records;
    if (head === undefined) throw new RangeError('An empty lane has no head');
    return head;
  }

  /** When the head may be sent (again). */
  get waitsUntilMillis(): number {
    return this.#waitsUntilMillis;
  }

  append(record: StreamRecord): void {
    this.#records.push(record);
  }

  /** The head is stored: the next record becomes the head. */
  advance(): void {
    this.#records.shift();
    this.#failureCount = 0;
  }

  /** The head is not stored, or perhaps not: it waits for a random time, longer with each failure. */
  backOff(nowMillis: number, random: () => number): void {
    this.#failureCount += 1;
    this.#waitsUntilMillis = nowMillis + fullJitterMillis(this.#failureCount, random);
  }
}

/**
 * Chooses the lanes whose heads go into the next PutRecords request: those that wait no longer, in order, within 500
 * entries and 5 MiB of data and partition keys.
 */
export function packRequest(lanes: Iterable<Lane>, nowMillis: number): Lane[] {
  const packed: Lane[] = [];
  let bytes = 0;
  for (const lane of lanes) {
    if (lane.waitsUntilMillis > nowMillis) continue;
    bytes += streamRecordBytes(lane.head);
    if (bytes > kinesisLimits.maxPutRecordsBytes) break;
    packed.push(lane);
    if (packed.length === kinesisLimits.maxPutRecordsEntries) break;
  }
  return packed;
}
