import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ShardRecord } from './record-frame.js';
import { Segment } from './segment.js';

/** What a read may give: at most so many records, and at most so many bytes of data and keys. One record always fits. */
export interface ReadBounds {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

/** The records of one shard, on disk, oldest first. Memory: a few dozen bytes for each 64 KiB of records. */
export class ShardLog {
  readonly #segments: Segment[] = [];
  #segmentsMade = 0;

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** Adds records, whose counters must go on where the last ones ended. */
  append(records: readonly ShardRecord[]): void {
    let segment = this.#segments.at(-1);
    if (segment === undefined || segment.full) {
      segment?.seal();
      segment = new Segment(join(this.folder, `${this.#segmentsMade++}.segment`));
      this.#segments.push(segment);
    }
    segment.append(records);
  }

  /** Records from `counter` on, within bounds. */
  read(counter: number, bounds: ReadBounds): ShardRecord[] {
    const records: ShardRecord[] = [];
    let bytes = 0;
    for (const record of this.#from(counter)) {
      bytes += record.data.length + Buffer.byteLength(record.partitionKey);
      if (records.length > 0 && bytes > bounds.maxBytes) break;
      records.push(record);
      if (records.length === bounds.maxRecords) break;
    }
    return records;
  }

  /** The counter of the first record that arrived at the given time or later, or undefined if there is none. */
  firstCounterSince(arrivalMillis: number): number | undefined {
    const segment = this.#segments.find(({ lastArrivalMillis }) => lastArrivalMillis >= arrivalMillis);
    if (segment === undefined) return undefined;
    if (segment.firstArrivalMillis >= arrivalMillis) return segment.firstCounter;
    for (const record of segment.since(arrivalMillis)) {
      if (record.arrivalMillis >= arrivalMillis) return record.counter;
    }
    return undefined;
  }

  /** Deletes the segments whose every record arrived before the given time. */
  trim(arrivalMillis: number): void {
    while (this.#segments[0] !== undefined && this.#segments[0].lastArrivalMillis < arrivalMillis) {
      this.#segments.shift()?.remove();
    }
  }

  /** Closes the files. The folder is left to its owner. */
  close(): void {
    for (const segment of this.#segments) segment.seal();
  }

  *#from(counter: number): Generator<ShardRecord> {
    const later = this.#segments.findIndex(({ firstCounter }) => firstCounter > counter);
    const end = later === -1 ? this.#segments.length : later;
    for (const segment of this.#segments.slice(Math.max(0, end - 1))) {
      for (const record of segment.from(counter)) if (record.counter >= counter) yield record;
    }
  }
}
