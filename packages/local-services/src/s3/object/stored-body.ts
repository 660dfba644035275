import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';

/** A file that several bodies may share. It is deleted when the last of them releases it. */
export class StoredFile {
  #references = 1;

  constructor(readonly path: string) {}

  retain(): void {
    this.#references += 1;
  }

  async release(): Promise<void> {
    this.#references -= 1;
    if (this.#references === 0) await rm(this.path, { force: true });
  }
}

/** A range of a file. */
interface Piece {
  readonly file: StoredFile;
  readonly start: number;
  readonly length: number;
}

/** The bytes of an object: a sequence of pieces of files. Copies and joined parts share files, so they need no space. */
export class StoredBody {
  readonly size: number;
  readonly #pieces: readonly Piece[];

  private constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
    this.size = pieces.reduce((sum, { length }) => sum + length, 0);
  }

  /** Takes over the reference of the caller to the file. */
  static ofFile(file: StoredFile, length: number): StoredBody {
    return new StoredBody([{ file, start: 0, length }]);
  }

  /** Concatenates bodies. The result stays valid when they are released. */
  static join(bodies: readonly StoredBody[]): StoredBody {
    return StoredBody.#retaining(bodies.flatMap((body) => body.#pieces));
  }

  /** Bytes from `start` up to, not including, `end`. The result stays valid when this body is released. */
  slice(start: number, end: number): StoredBody {
    return StoredBody.#retaining(this.#cut(start, end));
  }

  /** Reads bytes from `start` up to, not including, `end`. The stream stays valid when this body is released. */
  read(start = 0, end = this.size): Readable {
    const slice = this.slice(start, end);
    const stream = Readable.from(slice.#chunks(), { objectMode: false, highWaterMark: 256 * 1024 });
    stream.once('close', () => void slice.release());
    return stream;
  }

  /** Releases the files. Call once; the body can't be read afterwards. */
  async release(): Promise<void> {
    await Promise.all(this.#pieces.map(({ file }) => file.release()));
  }

  static #retaining(pieces: readonly Piece[]): StoredBody {
    for (const { file } of pieces) file.retain();
    return new StoredBody(pieces);
  }

  #cut(start: number, end: number): Piece[] {
    const cut: Piece[] = [];
    let offset = 0;
    for (const piece of this.#pieces) {
      const from = Math.max(start - offset, 0);
      const to = Math.min(end - offset, piece.length);
      if (from < to) cut.push({ file: piece.file, start: piece.start + from, length: to - from });
      offset += piece.length;
    }
    return cut;
  }

  async *#chunks(): AsyncGenerator<Buffer> {
    for (const { file, start, length } of this.#pieces) {
      const options = { start, end: start + length - 1, highWaterMark: 256 * 1024 };
      yield* createReadStream(file.path, options) as AsyncIterable<Buffer>;
    }
  }
}

/** MD5 of a body in hex. Reads all of it. */
export async function md5OfBody(body: StoredBody): Promise<string> {
  const md5 = createHash('md5');
  for await (const chunk of body.read() as AsyncIterable<Buffer>) md5.update(chunk);
  return md5.digest('hex');
}
