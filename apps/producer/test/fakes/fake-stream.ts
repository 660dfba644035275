import type { PutOutcome, PutRecords, StreamRecord } from '../../src/lane/put-records.js';
import { numberOf } from './stream-record-of.js';

/** What becomes of a record, or of the whole request it is first in. */
export type Fate = 'stored' | 'throttled' | 'request fails' | 'stored, answer lost';

const throttled: PutOutcome = { errorCode: 'ProvisionedThroughputExceededException' };

/** A stream that stores records as fate will have it, and stores all once fate has no more to say. */
export class FakeStream {
  /** What each request carried. */
  readonly requests: (readonly StreamRecord[])[] = [];
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
      if (fates[0] === 'stored, answer lost' || fates[index] !== 'throttled') this.#store(record);
    }
    if (fates[0] === 'stored, answer lost') throw new Error('socket hang up');
    return fates.map((fate) => (fate === 'throttled' ? throttled : 'stored'));
  };

  #nextFate(): Fate {
    const next = this.#fates.next();
    return next.done === true ? 'stored' : next.value;
  }

  #store(record: StreamRecord): void {
    const numbers = this.stored.get(record.partitionKey) ?? [];
    this.stored.set(record.partitionKey, [...numbers, numberOf(record)]);
  }
}
