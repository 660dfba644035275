import { CorruptRecordError } from '../errors.js';
import { asBuffer } from './byte-views.js';

/**
 * Reads integers and byte strings as protobuf and `ByteWriter` encode them. Throws {@link CorruptRecordError} instead of
 * reading past the end or returning an invalid value.
 */
export class ByteReader {
  /** Index of the next byte to read. */
  position: number;
  readonly #bytes: Buffer;

  /** @param position - Index of the first byte to read. */
  constructor(bytes: Uint8Array, position = 0) {
    this.#bytes = asBuffer(bytes);
    this.position = position;
  }

  get isAtEnd(): boolean {
    return this.position >= this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.position++];
    if (byte === undefined) throw endsEarly();
    return byte;
  }

  /** Reads 4 bytes, little-endian. */
  uint32(): number {
    return this.take(4).readUInt32LE();
  }

  /**
   * Reads an unsigned LEB128 integer of at most 2^53 - 1. The first two bytes are unrolled because most integers are short.
   * Source: https://protobuf.dev/programming-guides/encoding/#varints
   */
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
    throw new CorruptRecordError('A varint exceeds 2^53 - 1 or 10 bytes.');
  }

  /** Reads the length of a length-prefixed field. Returns the index of the field's end; `position` is its start. */
  lengthPrefixedEnd(): number {
    const end = this.varint() + this.position;
    if (end > this.#bytes.length) throw endsEarly();
    return end;
  }

  /** Reads a field that follows its length, a varint. The result shares memory with the input. */
  lengthPrefixed(): Buffer {
    return this.take(this.varint());
  }

  /** Reads the next `count` bytes. The result shares memory with the input. */
  take(count: number): Buffer {
    const start = this.position;
    this.position += count;
    if (this.position > this.#bytes.length) throw endsEarly();
    return this.#bytes.subarray(start, this.position);
  }
}

function endsEarly(): CorruptRecordError {
  return new CorruptRecordError('The data ends within a field.');
}

/** Decodes UTF-8. @throws {@link CorruptRecordError} if the bytes are not valid UTF-8. */
export function decodeUtf8(bytes: Buffer): string {
  const text = bytes.toString();
  if (Buffer.from(text).equals(bytes)) return text;
  throw new CorruptRecordError('A text field is not valid UTF-8.');
}
