import type { Block } from '@headwaters/record-codec';
import type { Position } from '../event/task.js';
import type { StreamRecord } from '../lane/put-records.js';

/**
 * Keeps track of how far an object is safely on the stream. Whoever begins again at its position misses nothing, though
 * some blocks may be sent twice.
 */
export class Watermark {
  readonly #cellBytes: number;
  /** Records that are not stored yet, in the order of the object, each with where its cell begins. */
  readonly #pending = new Map<StreamRecord, Position>();
  #currentCell: Position;
  #end: Position;

  constructor(start: Position, cellBytes: number) {
    this.#cellBytes = cellBytes;
    this.#currentCell = start;
    this.#end = start;
  }

  /** Every block before this position is stored. */
  get position(): Position {
    for (const position of this.#pending.values()) return position;
    return this.#cellOf(this.#end);
  }

  /** Where the last block ends. Publishing can begin there only if that is where a cell's first record starts. */
  get end(): Position {
    return this.#end;
  }

  /** Call this for each block in order, with all the records that carry it, before any of them can be stored. */
  add(records: readonly StreamRecord[], { offset, lineNumber, recordCount, rawLength }: Block): void {
    this.#currentCell = this.#cellOf(this.#at(offset, lineNumber));
    for (const record of records) this.#pending.set(record, this.#currentCell);
    this.#end = this.#at(offset + rawLength, lineNumber + recordCount);
  }

  stored(record: StreamRecord): void {
    this.#pending.delete(record);
  }

  #at(offset: number, lineNumber: number): Position {
    return { cell: Math.floor(offset / this.#cellBytes), offset, lineNumber };
  }

  /** A cell can hold two blocks, but publishing can only begin at the first. */
  #cellOf(position: Position): Position {
    return position.cell === this.#currentCell.cell ? this.#currentCell : position;
  }
}
