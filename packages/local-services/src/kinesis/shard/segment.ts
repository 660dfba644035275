import { closeSync, openSync, readSync, rmSync, writevSync } from 'node:fs';
import { type ShardRecord, decodeFrame, encodeFrame, frameLength } from './record-frame.js';

/** A segment that has this many bytes takes no more records. */
const fullBytes = 64 * 1024 * 1024;

/** One place in so many bytes is kept in memory: 16,000 marks for each GB. */
const markEveryBytes = 64 * 1024;

/** Bytes read from the file at a time. Grows for a frame that is larger. */
const readBytes = 256 * 1024;

interface Mark {
  readonly counter: number;
  readonly arrivalMillis: number;
  readonly offset: number;
}

/** An append-only file of frames, with marks in memory that say where to begin reading. */
export class Segment {
  readonly #marks: Mark[] = [];
  #bytes = 0;
  #lastArrivalMillis = 0;
  #writer: number | undefined;

  constructor(private readonly path: string) {
    this.#writer = openSync(path, 'wx');
  }

  get full(): boolean {
    return this.#bytes >= fullBytes;
  }

  get firstCounter(): number {
    return this.#marks[0]?.counter ?? Infinity;
  }

  get firstArrivalMillis(): number {
    return this.#marks[0]?.arrivalMillis ?? Infinity;
  }

  get lastArrivalMillis(): number {
    return this.#lastArrivalMillis;
  }

  /** Writes all of the records or, if the disk refuses, none: what was half written is written over. */
  append(records: readonly ShardRecord[]): void {
    if (this.#writer === undefined) throw new Error('A sealed segment takes no records.');
    const frames = records.map((record) => ({ record, parts: encodeFrame(record) }));
    writeAll(
      this.#writer,
      frames.flatMap(({ parts }) => parts),
      this.#bytes,
    );
    for (const { record, parts } of frames) {
      this.#mark(record);
      this.#bytes += parts.reduce((sum, { length }) => sum + length, 0);
    }
  }

  /** Records in order, from the last mark at or before `counter`. The file is open only while this runs. */
  *from(counter: number): Generator<ShardRecord> {
    yield* this.#scan(this.#markBefore((mark) => mark.counter <= counter));
  }

  /** Records in order, from the last mark before the time given. */
  *since(arrivalMillis: number): Generator<ShardRecord> {
    yield* this.#scan(this.#markBefore((mark) => mark.arrivalMillis < arrivalMillis));
  }

  /** Takes no more records; reading goes on. */
  seal(): void {
    if (this.#writer !== undefined) closeSync(this.#writer);
    this.#writer = undefined;
  }

  remove(): void {
    this.seal();
    rmSync(this.path, { force: true });
  }

  #mark({ counter, arrivalMillis }: ShardRecord): void {
    this.#lastArrivalMillis = arrivalMillis;
    const lastOffset = this.#marks.at(-1)?.offset ?? -markEveryBytes;
    if (this.#bytes - lastOffset < markEveryBytes) return;
    this.#marks.push({ counter, arrivalMillis, offset: this.#bytes });
  }

  #markBefore(holds: (mark: Mark) => boolean): number {
    return lastWhere(this.#marks, holds)?.offset ?? 0;
  }

  *#scan(start: number): Generator<ShardRecord> {
    const file = openSync(this.path, 'r');
    try {
      let offset = start;
      let wanted = readBytes;
      while (offset < this.#bytes) {
        const bytes = readAt(file, offset, Math.min(wanted, this.#bytes - offset));
        let used = 0;
        let length = frameLength(bytes, used);
        while (length !== undefined && used + length <= bytes.length) {
          yield decodeFrame(bytes, used);
          used += length;
          length = frameLength(bytes, used);
        }
        offset += used;
        wanted = Math.max(readBytes, length ?? 0);
      }
    } finally {
      closeSync(file);
    }
  }
}

/** The last item for which `holds` is true: it is true for a start of the list, and false from then on. */
function lastWhere<Item>(items: readonly Item[], holds: (item: Item) => boolean): Item | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}

function readAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  let read = 0;
  while (read < length) {
    const count = readSync(file, bytes, read, length - read, offset + read);
    if (count === 0) throw new Error(`A segment ended ${length - read} bytes early.`);
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
    if (written !== expected) throw new Error(`The disk took ${written} of ${expected} bytes.`);
    position += written;
  }
}
