import { viewOf } from '../bytes/view-of.js';
import type { AggregateContents } from './aggregate-contents.js';

/** One record of a KPL aggregate: a view, which keeps the whole aggregate in memory for as long as it lives. */
export class AggregateRecord {
  /** 0-based place of the record in its aggregate. */
  readonly subSequenceNumber: number;
  readonly #contents: AggregateContents;

  /** @internal */
  constructor(contents: AggregateContents, subSequenceNumber: number) {
    this.#contents = contents;
    this.subSequenceNumber = subSequenceNumber;
  }

  /** The record's data. Shares memory with the aggregate. */
  get bytes(): Uint8Array {
    const { message, places } = this.#contents;
    return viewOf(message, places.start(this.subSequenceNumber), places.end(this.subSequenceNumber));
  }

  get partitionKey(): string {
    const { partitionKeys, places } = this.#contents;
    return partitionKeys[places.partitionKey(this.subSequenceNumber)] ?? '';
  }

  /** A 128-bit number in decimal digits that overrides the hash of the partition key, where the record has one. */
  get explicitHashKey(): string | undefined {
    const { explicitHashKeys, places } = this.#contents;
    return explicitHashKeys[places.explicitHashKey(this.subSequenceNumber)];
  }
}
