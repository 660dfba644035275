import type { Position } from '../event/task.js';
import type { KinesisRecord } from '../lane/put-records.js';

/** Records of an object, and where they are in it. */
export interface RecordRange {
  /** In bytes. */
  readonly offset: number;
  readonly lineNumber: number;
  readonly recordCount: number;
  /** In bytes. */
  readonly rawLength: number;
}

/**
 * Where publishing can start again: at the first record of a `cell`, because other starts make other blocks; or, if every record
 * has a Kinesis record of its own, at any `record`.
 */
export type RestartUnit = 'cell' | 'record';

/** Tracks how far an object is stored. Publishing that resumes at its position loses nothing, but may resend some records. */
export class Watermark {
  readonly #start: Position;
  readonly #cellBytes: number;
  readonly #unit: RestartUnit;
  /** Kinesis records that are not stored yet, in the object's order, each with the position to resume at. */
  readonly #pending = new Map<KinesisRecord, Position>();
  #currentCell: Position;
  #end: Position;

  constructor(start: Position, { cellBytes, unit }: { cellBytes: number; unit: RestartUnit }) {
    this.#start = start;
    this.#cellBytes = cellBytes;
    this.#unit = unit;
    this.#currentCell = start;
    this.#end = start;
  }

  /** Everything before this position is stored. */
  get position(): Position {
    for (const position of this.#pending.values()) return position;
    return this.#restartAt(this.#end);
  }

  /** Whether publishing that resumes at {@link position} starts later than this one did. */
  get hasAdvanced(): boolean {
    return this.position.offset > this.#start.offset;
  }

  /** End of the last range. Publishing can start there only if it is the start of the first record of a cell. */
  get end(): Position {
    return this.#end;
  }

  /** Call this with each Kinesis record of a range, in order, before it can be stored; then {@link advance} with the range. */
  add(record: KinesisRecord, { offset, lineNumber }: RecordRange): void {
    const position = this.#at(offset, lineNumber);
    this.#currentCell = this.#cellOf(position);
    this.#pending.set(record, this.#restartAt(position));
  }

  /** Call this when all Kinesis records of a range have been added. */
  advance({ offset, lineNumber, recordCount, rawLength }: RecordRange): void {
    this.#end = this.#at(offset + rawLength, lineNumber + recordCount);
  }

  stored(record: KinesisRecord): void {
    this.#pending.delete(record);
  }

  #at(offset: number, lineNumber: number): Position {
    return { cell: Math.floor(offset / this.#cellBytes), offset, lineNumber };
  }

  #restartAt(position: Position): Position {
    return this.#unit === 'record' ? position : this.#cellOf(position);
  }

  /** A cell can yield two blocks, but publishing can only start at the first. */
  #cellOf(position: Position): Position {
    return position.cell === this.#currentCell.cell ? this.#currentCell : position;
  }
}
