import type { DecodedEntry } from './decoded-entry.js';
import type { EventRecord } from './event-record.js';

/** Walks the records of all entries. By hand: a generator around a generator would cost a third of the decoding. */
export class EventIterator implements Iterator<EventRecord, undefined> {
  readonly #entries: Iterator<DecodedEntry, void>;
  #records: Iterator<EventRecord, void> | undefined;

  constructor(entries: Iterator<DecodedEntry, void>) {
    this.#entries = entries;
  }

  next(): IteratorResult<EventRecord, undefined> {
    for (;;) {
      const record = this.#records?.next();
      if (record?.done === false) return record;
      const entry = this.#entries.next();
      if (entry.done === true) return { done: true, value: undefined };
      this.#records = entry.value.records();
    }
  }
}
