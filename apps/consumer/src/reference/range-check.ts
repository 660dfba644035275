import { Transform, type TransformCallback } from 'node:stream';
import { crc32 } from 'node:zlib';
import { blockId, type Block } from '@headwaters/record-codec';
import { SinkRefusalError } from '../error/sink-refusal-error.js';

/** Size of the pieces that are passed on, in bytes. */
const pieceBytes = 131_072;

/**
 * Passes the bytes of a reference on and fails, at their end, if they are not those that it stands for.
 *
 * All pieces but the last have the same size, however the bytes arrive: what zstd makes of a stream depends on its pieces,
 * and an archive must be the same on every redelivery.
 */
export class RangeCheck extends Transform {
  readonly #reference: Block;
  #piece = Buffer.alloc(0);
  #length = 0;
  #crc32 = 0;

  constructor(reference: Block) {
    // Object mode keeps the pieces as they are: byte mode may join those that wait.
    super({ readableObjectMode: true, readableHighWaterMark: 2 });
    this.#reference = reference;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.#length += chunk.length;
    this.#crc32 = crc32(chunk, this.#crc32);
    let rest = Buffer.concat([this.#piece, chunk]);
    for (; rest.length >= pieceBytes; rest = rest.subarray(pieceBytes))
      this.push(rest.subarray(0, pieceBytes));
    this.#piece = rest;
    callback();
  }

  override _flush(callback: TransformCallback): void {
    const { rawLength, referenceCrc32 } = this.#reference;
    if (this.#length === rawLength && this.#crc32 === referenceCrc32) callback(null, this.#piece);
    else callback(this.#difference());
  }

  #difference(): Error {
    const { rawLength } = this.#reference;
    const id = blockId(this.#reference);
    // A body that breaks off ends early: it may come whole the next time.
    if (this.#length < rawLength) return new Error(`Reading ${id} broke off after ${this.#length} bytes`);
    return new SinkRefusalError(`The object has other bytes at ${id} than the reference stands for`);
  }
}
