import { ByteWriter } from '../bytes/byte-writer.js';
import { maxBlockRawBytes } from '../limits.js';

/** A record and where it stands in its object. */
interface PlacedRecord {
  readonly offset: number;
  readonly lineNumber: number;
  readonly bytes: Uint8Array;
}

/** Room that the numbers before one record take at most: two of 8 bytes, one of 3. */
const maxFrameBytes = 19;

/** The body of a framed block in the making. The format stands at `framedRecords`. */
export class FramedBody {
  readonly slot: number;
  /** Of the first record. */
  readonly offset: number;
  readonly lineNumber: number;
  recordCount = 0;
  #last: { offset: number; lineNumber: number };
  readonly #writer = new ByteWriter();

  constructor(slot: number, first: PlacedRecord) {
    this.slot = slot;
    this.offset = first.offset;
    this.lineNumber = first.lineNumber;
    this.#last = first;
    this.#write(first);
  }

  /** Adds a record of a higher offset. @returns false, and adds nothing, if the body would exceed maxBlockRawBytes. */
  add(record: PlacedRecord): boolean {
    const isFull = this.#writer.written().length + maxFrameBytes + record.bytes.length > maxBlockRawBytes;
    if (!isFull) this.#write(record);
    return !isFull;
  }

  written(): Buffer {
    return this.#writer.written();
  }

  #write({ offset, lineNumber, bytes }: PlacedRecord): void {
    this.#writer.varint(offset - this.#last.offset);
    this.#writer.varint(lineNumber - this.#last.lineNumber);
    this.#writer.prefixed(bytes);
    this.#last = { offset, lineNumber };
    this.recordCount++;
  }
}
