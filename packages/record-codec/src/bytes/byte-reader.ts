import { CorruptRecordError } from '../errors.js';
import { asBuffer } from './byte-views.js';

/**
 * Reads numbers, texts and bytes, as protobuf and a ByteWriter write them. Never reads past the end: that is a
 * {@link CorruptRecordError}, like every value that can't be.
 */
export class ByteReader {
  /** Where it reads next. */
  position: number;
  readonly #bytes: Buffer;

  /** @param position - Where it begins. */
  constructor(bytes: Uint8Array, position = 0) {
    this.#bytes = asBuffer(bytes);
    this.position = position;
  }

  get atEnd(): boolean {
    return this.position >= this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.position++];
    if (byte === undefined) throw endsEarly();
    return byte;
  }

  uint32(): number {
    return this.take(4).readUInt32LE();
  }

  /** A LEB128 number of at most 2^53 - 1; one or two bytes are the common case. */
  varint(): number {
    const first = this.byte();
    if (first < 0x80) return first;
    const second = this.byte();
    let value = (first & 0x7f) + (second & 0x7f) * 0x80;
    if (second < 0x80) return value;
    for (let weight = 0x4000; weight < 2 ** 70; weight *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * weight;
      if (value > Number.MAX_SAFE_INTEGER) break;
      if (byte < 0x80) return value;
    }
    throw new CorruptRecordError('A number is above 2^53 - 1, or longer than 10 bytes.');
  }

  /** The end of a field that its length as a varint precedes. `position` is its start. */
  prefixedEnd(): number {
    const end = this.varint() + this.position;
    if (end > this.#bytes.length) throw endsEarly();
    return end;
  }

  /** Bytes after their length as a varint. Shares memory with the input. */
  prefixed(): Buffer {
    return this.take(this.varint());
  }

  /** The next bytes. Shares memory with the input. */
  take(count: number): Buffer {
    const start = this.position;
    this.position += count;
    if (this.position > this.#bytes.length) throw endsEarly();
    return this.#bytes.subarray(start, this.position);
  }
}

function endsEarly(): CorruptRecordError {
  return new CorruptRecordError('A field ends early: it declares more bytes than are left.');
}

/** Decodes UTF-8. @throws {@link CorruptRecordError} if it is none. */
export function decodeText(bytes: Buffer): string {
  const text = bytes.toString();
  if (Buffer.from(text).equals(bytes)) return text;
  throw new CorruptRecordError('A text is not UTF-8.');
}
