import type { KinesisRecord, PutOutcome, PutRecords } from '../../src/lane/put-records.js';

/** Stores every Kinesis record. */
export const storeAll: PutRecords = (records) => Promise.resolve(records.map(() => 'stored'));

/** Throttles every request, which must have one Kinesis record. */
export const throttleAll: PutRecords = () =>
  Promise.resolve([{ errorCode: 'ProvisionedThroughputExceededException' }]);

/** A Kinesis record of `totalBytes`, data and partition key together, with a number that identifies it within its key. */
export function kinesisRecordOf(
  partitionKey: string,
  number: number,
  totalBytes = partitionKey.length + 8,
): KinesisRecord {
  const data = Buffer.alloc(totalBytes - partitionKey.length);
  data.writeUInt32BE(number);
  return { partitionKey, data, recordCount: 1 };
}

/** The number of a Kinesis record made by {@link kinesisRecordOf}. */
export function numberOf({ data }: KinesisRecord): number {
  return Buffer.from(data).readUInt32BE();
}

/** Outcome of a Kinesis record, or of the request whose first it is. */
export type Fate = 'stored' | 'throttled' | 'request fails' | 'stored, response lost';

const throttled: PutOutcome = { errorCode: 'ProvisionedThroughputExceededException' };

/** A stream that deals out the given fates in order, then stores everything. */
export class FakeStream {
  /** The Kinesis records of each request. */
  readonly requests: (readonly KinesisRecord[])[] = [];
  /** Numbers stored, by partition key, in order, with duplicates. */
  readonly stored = new Map<string, number[]>();
  readonly #fates: Iterator<Fate>;

  constructor(fates: Iterable<Fate> = []) {
    this.#fates = fates[Symbol.iterator]();
  }

  readonly putRecords: PutRecords = async (records) => {
    await Promise.resolve();
    this.requests.push(records);
    const fates = records.map(() => this.#nextFate());
    if (fates[0] === 'request fails') throw new Error('500');
    for (const [index, record] of records.entries()) {
      if (fates[0] === 'stored, response lost' || fates[index] !== 'throttled') this.#store(record);
    }
    if (fates[0] === 'stored, response lost') throw new Error('socket hang up');
    return fates.map((fate) => (fate === 'throttled' ? throttled : 'stored'));
  };

  #nextFate(): Fate {
    const next = this.#fates.next();
    return next.done === true ? 'stored' : next.value;
  }

  #store(record: KinesisRecord): void {
    const numbers = this.stored.get(record.partitionKey) ?? [];
    this.stored.set(record.partitionKey, [...numbers, numberOf(record)]);
  }
}
