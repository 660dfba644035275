import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { recordBytes, type ShardRecord } from './record-frame.js';
import { Segment } from './segment.js';

/** Limits of a read. The first record is returned whatever its size. */
export interface ReadBounds {
  readonly maxRecords: number;
  /** Data and partition keys. */
  readonly maxBytes: number;
}

/** The records of one shard on disk, oldest first. Memory: a few dozen bytes for each 64 KiB of records. */
export class ShardLog {
  readonly #folder: string;
  readonly #segments: Segment[] = [];
  #segmentCount = 0;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** Appends records. Their counters must continue those of the records before. */
  append(records: readonly ShardRecord[]): void {
    let segment = this.#segments.at(-1);
    if (segment === undefined || segment.isFull) {
      segment?.seal();
      segment = new Segment(join(this.#folder, `${this.#segmentCount++}.segment`));
      this.#segments.push(segment);
    }
    segment.append(records);
  }

  /** Reads records from `counter` on, within `bounds`. */
  read(counter: number, bounds: ReadBounds): ShardRecord[] {
    const records: ShardRecord[] = [];
    let bytes = 0;
    for (const record of this.#readFrom(counter)) {
      bytes += recordBytes(record);
      if (records.length > 0 && bytes > bounds.maxBytes) break;
      records.push(record);
      if (records.length === bounds.maxRecords) break;
    }
    return records;
  }

  /** Counter of the first record that arrived at `arrivalMillis` or later, or undefined if there is none. */
  firstCounterSince(arrivalMillis: number): number | undefined {
    const segment = this.#segments.find(({ lastArrivalMillis }) => lastArrivalMillis >= arrivalMillis);
    if (segment === undefined) return undefined;
    if (segment.firstArrivalMillis >= arrivalMillis) return segment.firstCounter;
    for (const record of segment.readSince(arrivalMillis)) {
      if (record.arrivalMillis >= arrivalMillis) return record.counter;
    }
    return undefined;
  }

  /** Deletes the segments in which all records arrived before `arrivalMillis`. */
  trim(arrivalMillis: number): void {
    while (this.#segments[0] !== undefined && this.#segments[0].lastArrivalMillis < arrivalMillis) {
      this.#segments.shift()?.remove();
    }
  }

  /** Closes the files. Does not delete them. */
  close(): void {
    for (const segment of this.#segments) segment.seal();
  }

  *#readFrom(counter: number): Generator<ShardRecord> {
    const later = this.#segments.findIndex(({ firstCounter }) => firstCounter > counter);
    const end = later === -1 ? this.#segments.length : later;
    for (const segment of this.#segments.slice(Math.max(0, end - 1))) {
      for (const record of segment.readFrom(counter)) if (record.counter >= counter) yield record;
    }
  }
}
