import { EventIterator } from './event-iterator.js';
import { decodeEntries } from './decode-entries.js';
import type { DecodedEntry } from './decoded-entry.js';
import type { EventRecord } from './event-record.js';
import type { KinesisEvent } from './kinesis-event.js';

/** What a function with ReportBatchItemFailures answers. */
export interface BatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/**
 * An event on its way through a consumer. Iterate it: a Kinesis record counts as done when the loop asks for what follows
 * it. Whatever ends the loop early (an error of the consumer's, a record that can't be decoded, `break`), {@link response}
 * then names the record it ended in: Lambda delivers from there again, and the order within the shard is kept.
 */
export class DecodedEvent implements Iterable<EventRecord> {
  readonly #event: KinesisEvent;
  readonly #options: { maxRawBytes?: number };
  #doneCount = 0;

  /** @internal */
  constructor(event: KinesisEvent, options: { maxRawBytes?: number }) {
    this.#event = event;
    this.#options = options;
  }

  /** Walks the records, in order. @throws {@link UndecodableRecordError} at the first Kinesis record that is damaged. */
  [Symbol.iterator](): Iterator<EventRecord, undefined> {
    return new EventIterator(this.entries());
  }

  /**
   * Walks the Kinesis records, in order, each with its decoded form or its own error: for consumers that put a damaged
   * record aside and go on. Decodes eight at a time.
   */
  *entries(): Generator<DecodedEntry, void> {
    this.#doneCount = 0;
    for (const entry of decodeEntries(this.#event.Records, this.#options)) {
      yield entry;
      this.#doneCount++;
    }
  }

  /** What the function must answer: nothing failed, or the first Kinesis record that is not done. */
  response(): BatchResponse {
    const notDone = this.#event.Records.slice(this.#doneCount, this.#doneCount + 1);
    return { batchItemFailures: notDone.map(({ kinesis }) => ({ itemIdentifier: kinesis.sequenceNumber })) };
  }
}
