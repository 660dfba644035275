import { CorruptRecordError } from '../errors/corrupt-record-error.js';
import { asBuffer } from './as-buffer.js';

/**
 * Reads what a ByteWriter wrote. Never reads past the end: that is a {@link CorruptRecordError}, like every value that
 * can't be.
 */
export class ByteReader {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = asBuffer(bytes);
  }

  get atEnd(): boolean {
    return this.#position === this.#bytes.length;
  }

  /** How many bytes were read. */
  get position(): number {
    return this.#position;
  }

  byte(): number {
    return this.#take(1)[0] ?? 0;
  }

  uint32(): number {
    return this.#take(4).readUInt32LE();
  }

  /** A LEB128 number of at most 2^53 - 1. */
  varint(): number {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * weight;
      if (value > Number.MAX_SAFE_INTEGER) throw new CorruptRecordError('A number is above 2^53 - 1.');
      if (byte < 0x80) return value;
      weight *= 0x80;
      if (weight > 2 ** 49) throw new CorruptRecordError('A number is longer than 8 bytes.');
    }
  }

  /** Bytes after their length as a varint. Shares memory with the input. */
  prefixed(): Buffer {
    return this.#take(this.varint());
  }

  /** UTF-8 text after its length in bytes as a varint. */
  text(): string {
    return decodeText(this.prefixed());
  }

  /** All bytes that are left. Shares memory with the input. */
  rest(): Buffer {
    return this.#take(this.#bytes.length - this.#position);
  }

  /** All bytes that are left, as UTF-8 text. */
  restText(): string {
    return decodeText(this.rest());
  }

  #take(count: number): Buffer {
    const end = this.#position + count;
    if (end > this.#bytes.length) {
      throw new CorruptRecordError(
        `${String(count)} bytes are declared where ${String(this.#bytes.length - this.#position)} are left.`,
      );
    }
    const taken = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return taken;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeText(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new CorruptRecordError('A text is not UTF-8.', { cause });
  }
}
