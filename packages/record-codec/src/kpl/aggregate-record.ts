import type { Memory } from '../bytes/memory-of.js';
import { viewOf } from '../bytes/view-of.js';

/** Where an aggregate's message stands, and the keys that its records name. */
export interface AggregateTables {
  readonly memory: Memory;
  readonly partitionKeys: readonly string[];
  readonly explicitHashKeys: readonly string[];
}

/** Where a record's data stands in the message, and which keys it names (-1: none). */
export interface AggregatePlace {
  readonly start: number;
  readonly end: number;
  readonly keyIndex: number;
  readonly hashKeyIndex: number;
}

/** One record of a KPL aggregate: a view, which keeps the whole aggregate in memory for as long as it lives. */
export class AggregateRecord {
  /** 0-based place of the record in its aggregate. */
  readonly subSequenceNumber: number;
  readonly #tables: AggregateTables;
  readonly #start: number;
  readonly #end: number;
  readonly #keyIndex: number;
  readonly #hashKeyIndex: number;

  /** @internal */
  constructor(subSequenceNumber: number, tables: AggregateTables, place: AggregatePlace) {
    this.subSequenceNumber = subSequenceNumber;
    this.#tables = tables;
    this.#start = place.start;
    this.#end = place.end;
    this.#keyIndex = place.keyIndex;
    this.#hashKeyIndex = place.hashKeyIndex;
  }

  /** The record's data. Shares memory with the aggregate. */
  get bytes(): Uint8Array {
    return viewOf(this.#tables.memory, this.#start, this.#end);
  }

  get partitionKey(): string {
    return String(this.#tables.partitionKeys[this.#keyIndex]);
  }

  /** A 128-bit number in decimal digits that overrides the hash of the partition key, where the record has one. */
  get explicitHashKey(): string | undefined {
    return this.#tables.explicitHashKeys[this.#hashKeyIndex];
  }

  /** Whether the keys that it names are in the tables. @internal */
  get hasKeys(): boolean {
    const { partitionKeys, explicitHashKeys } = this.#tables;
    return this.#keyIndex < partitionKeys.length && this.#hashKeyIndex < explicitHashKeys.length;
  }
}
