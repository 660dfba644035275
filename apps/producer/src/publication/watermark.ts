import type { Block } from '@headwaters/record-codec';
import type { Position } from '../event/task.js';
import type { KinesisRecord } from '../lane/put-records.js';

/** Tracks how far an object is stored. Publishing that resumes at its position loses nothing, but may resend some blocks. */
export class Watermark {
  readonly #cellBytes: number;
  /** Kinesis records that are not stored yet, in the object's order, each with the start of its cell. */
  readonly #pending = new Map<KinesisRecord, Position>();
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

  /** End of the last block. Publishing can start there only if it is the start of the first record of a cell. */
  get end(): Position {
    return this.#end;
  }

  /** Call this for each block, in order, with all its Kinesis records, before any of them can be stored. */
  add(records: readonly KinesisRecord[], { offset, lineNumber, recordCount, rawLength }: Block): void {
    this.#currentCell = this.#cellOf(this.#at(offset, lineNumber));
    for (const record of records) this.#pending.set(record, this.#currentCell);
    this.#end = this.#at(offset + rawLength, lineNumber + recordCount);
  }

  stored(record: KinesisRecord): void {
    this.#pending.delete(record);
  }

  #at(offset: number, lineNumber: number): Position {
    return { cell: Math.floor(offset / this.#cellBytes), offset, lineNumber };
  }

  /** A cell can yield two blocks, but publishing can only start at the first. */
  #cellOf(position: Position): Position {
    return position.cell === this.#currentCell.cell ? this.#currentCell : position;
  }
}
