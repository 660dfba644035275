import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

const newline = 10;

/** Passes a file's bytes on unchanged and measures them on the way: size, lines and SHA-256. */
export class FileMeasure extends Transform {
  bytes = 0;
  #newlines = 0;
  #endsInNewline = true;
  readonly #hash = createHash('sha256');

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    this.#hash.update(chunk);
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) this.#newlines++;
    if (chunk.length > 0) this.#endsInNewline = chunk[chunk.length - 1] === newline;
    done(null, chunk);
  }

  /** Lines so far; a last line without an end counts. */
  get records(): number {
    return this.#newlines + (this.#endsInNewline ? 0 : 1);
  }

  /** The SHA-256 of the bytes so far, in hex. */
  sha256(): string {
    return this.#hash.copy().digest('hex');
  }
}
