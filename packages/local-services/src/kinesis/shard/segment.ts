import { closeSync, openSync, readSync, rmSync, writevSync } from 'node:fs';
import { decodeFrame, encodeFrame, frameLength, type ShardRecord } from './record-frame.js';

/** A segment of this size accepts no more records. */
const maxSegmentBytes = 64 * 1024 * 1024;

/** Distance between two index entries: 16,000 entries for each GiB. */
const indexIntervalBytes = 64 * 1024;

/** Bytes read from the file at a time. Larger for a frame that is larger. */
const readBytes = 256 * 1024;

interface IndexEntry {
  readonly counter: number;
  readonly arrivalMillis: number;
  readonly offset: number;
}

/** An append-only file of record frames, with a sparse index in memory. */
export class Segment {
  readonly #path: string;
  readonly #index: IndexEntry[] = [];
  #bytes = 0;
  #lastArrivalMillis = 0;
  #writer: number | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#writer = openSync(path, 'wx');
  }

  get isFull(): boolean {
    return this.#bytes >= maxSegmentBytes;
  }

  get firstCounter(): number {
    return this.#index[0]?.counter ?? Infinity;
  }

  get firstArrivalMillis(): number {
    return this.#index[0]?.arrivalMillis ?? Infinity;
  }

  get lastArrivalMillis(): number {
    return this.#lastArrivalMillis;
  }

  /** Writes all records or, if the disk fails, none: the next append overwrites a partial write. */
  append(records: readonly ShardRecord[]): void {
    if (this.#writer === undefined) throw new Error('A sealed segment accepts no records.');
    const frames = records.map((record) => ({ record, parts: encodeFrame(record) }));
    writeAll(
      this.#writer,
      frames.flatMap(({ parts }) => parts),
      this.#bytes,
    );
    for (const { record, parts } of frames) {
      this.#addToIndex(record);
      this.#bytes += parts.reduce((sum, { length }) => sum + length, 0);
    }
  }

  /** Reads records in order, from the last index entry at or before `counter`. The file is closed when the loop ends. */
  *readFrom(counter: number): Generator<ShardRecord> {
    yield* this.#scan(this.#findOffset((entry) => entry.counter <= counter));
  }

  /** Reads records in order, from the last index entry before `arrivalMillis`. */
  *readSince(arrivalMillis: number): Generator<ShardRecord> {
    yield* this.#scan(this.#findOffset((entry) => entry.arrivalMillis < arrivalMillis));
  }

  /** Stops writes. Reads continue. */
  seal(): void {
    if (this.#writer !== undefined) closeSync(this.#writer);
    this.#writer = undefined;
  }

  remove(): void {
    this.seal();
    rmSync(this.#path, { force: true });
  }

  #addToIndex({ counter, arrivalMillis }: ShardRecord): void {
    this.#lastArrivalMillis = arrivalMillis;
    const lastOffset = this.#index.at(-1)?.offset ?? -indexIntervalBytes;
    if (this.#bytes - lastOffset < indexIntervalBytes) return;
    this.#index.push({ counter, arrivalMillis, offset: this.#bytes });
  }

  #findOffset(precedes: (entry: IndexEntry) => boolean): number {
    return findLastWhere(this.#index, precedes)?.offset ?? 0;
  }

  *#scan(start: number): Generator<ShardRecord> {
    const file = openSync(this.#path, 'r');
    try {
      let offset = start;
      let chunkBytes = readBytes;
      while (offset < this.#bytes) {
        const bytes = readAt(file, offset, Math.min(chunkBytes, this.#bytes - offset));
        let used = 0;
        let length = frameLength(bytes, used);
        while (length !== undefined && used + length <= bytes.length) {
          yield decodeFrame(bytes, used);
          used += length;
          length = frameLength(bytes, used);
        }
        offset += used;
        chunkBytes = Math.max(readBytes, length ?? 0);
      }
    } finally {
      closeSync(file);
    }
  }
}

/** Binary search for the last item that satisfies `predicate`, which is true up to that item and false after it. */
function findLastWhere<Item>(items: readonly Item[], predicate: (item: Item) => boolean): Item | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && predicate(item)) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}

function readAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  let read = 0;
  while (read < length) {
    const count = readSync(file, bytes, read, length - read, offset + read);
    if (count === 0) throw new Error(`A segment file ended ${length - read} bytes early.`);
    read += count;
  }
  return bytes;
}

function writeAll(file: number, parts: readonly Buffer[], offset: number): void {
  const maxParts = 1024; // IOV_MAX of Linux and macOS
  let position = offset;
  for (let start = 0; start < parts.length; start += maxParts) {
    const batch = parts.slice(start, start + maxParts);
    const expected = batch.reduce((sum, part) => sum + part.length, 0);
    const written = writevSync(file, batch, position);
    if (written !== expected) throw new Error(`The disk accepted ${written} of ${expected} bytes.`);
    position += written;
  }
}
