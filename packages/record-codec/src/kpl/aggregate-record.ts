import type { AggregateContents } from './aggregate-contents.js';
import { numbersPerPlace } from './aggregate-contents.js';

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
    return this.#contents.message.subarray(this.#place(0), this.#place(1));
  }

  get partitionKey(): string {
    return this.#contents.partitionKeys[this.#place(2)] ?? '';
  }

  /** A 128-bit number in decimal digits that overrides the hash of the partition key, where the record has one. */
  get explicitHashKey(): string | undefined {
    return this.#contents.explicitHashKeys[this.#place(3)];
  }

  #place(part: number): number {
    return this.#contents.places[this.subSequenceNumber * numbersPerPlace + part] ?? 0;
  }
}
