import { CorruptRecordError } from '../errors/corrupt-record-error.js';
import { wireType } from './aggregate-layout.js';

/** Reads protobuf wire format from a range of bytes. Source: https://protobuf.dev/programming-guides/encoding/ */
export class ProtobufReader {
  position: number;
  readonly #bytes: Buffer;
  readonly #end: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.position = start;
    this.#end = end;
  }

  get atEnd(): boolean {
    return this.position >= this.#end;
  }

  /** A number below 2^53; one or two bytes are the common case. */
  varint(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    const second = this.#byte();
    if (second < 0x80) return (first & 0x7f) + second * 0x80;
    let value = (first & 0x7f) + (second & 0x7f) * 0x80;
    for (let weight = 0x4000; weight < 2 ** 64; weight *= 0x80) {
      const byte = this.#byte();
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return checkSafe(value);
    }
    throw new CorruptRecordError('A number in an aggregate is longer than 10 bytes.');
  }

  /** The end of a field that its length precedes. `position` is its start. */
  prefixedEnd(): number {
    const length = this.varint();
    const end = this.position + length;
    if (end > this.#end) throw endsEarly();
    return end;
  }

  /** Passes over a field that its reader does not know. */
  skip(tag: number): void {
    const type = tag & 7;
    if (type === wireType.varint) this.varint();
    else if (type === wireType.prefixed) this.position = this.prefixedEnd();
    else if (type === wireType.fixed64) this.position += 8;
    else if (type === wireType.fixed32) this.position += 4;
    else throw new CorruptRecordError(`A field of an aggregate has the unknown wire type ${String(type)}.`);
    if (this.position > this.#end) throw endsEarly();
  }

  #byte(): number {
    if (this.position >= this.#end) throw endsEarly();
    return this.#bytes[this.position++] ?? 0;
  }
}

function endsEarly(): CorruptRecordError {
  return new CorruptRecordError('A field of an aggregate ends early.');
}

function checkSafe(value: number): number {
  if (value <= Number.MAX_SAFE_INTEGER) return value;
  throw new CorruptRecordError('A number in an aggregate is above 2^53 - 1.');
}
