import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';

/** A file of bytes that several objects may share. It goes when the last of them lets go. */
export class StoredFile {
  #holders = 1;

  constructor(readonly path: string) {}

  hold(): void {
    this.#holders += 1;
  }

  async release(): Promise<void> {
    this.#holders -= 1;
    if (this.#holders === 0) await rm(this.path, { force: true });
  }
}

interface Piece {
  readonly file: StoredFile;
  readonly start: number;
  readonly length: number;
}

/** The bytes of an object: pieces of files, one after the other. Copies and joined parts share files, so cost nothing. */
export class StoredBody {
  readonly size: number;

  private constructor(private readonly pieces: readonly Piece[]) {
    this.size = pieces.reduce((sum, { length }) => sum + length, 0);
  }

  /** Takes over the caller's hold on the file. */
  static ofFile(file: StoredFile, length: number): StoredBody {
    return new StoredBody([{ file, start: 0, length }]);
  }

  /** The bodies in order, as one. They stay valid by themselves. */
  static join(bodies: readonly StoredBody[]): StoredBody {
    return StoredBody.#holding(bodies.flatMap(({ pieces }) => pieces));
  }

  /** Bytes `start` up to, not including, `end`. */
  slice(start: number, end: number): StoredBody {
    return StoredBody.#holding(this.#cut(start, end));
  }

  /** Reads bytes `start` up to, not including, `end`, even if the body is released while that goes on. */
  read(start = 0, end = this.size): Readable {
    const held = this.slice(start, end);
    const stream = Readable.from(held.#chunks(), { objectMode: false, highWaterMark: 256 * 1024 });
    stream.once('close', () => void held.release());
    return stream;
  }

  /** Lets go of the files. Call once; the body can't be read after. */
  async release(): Promise<void> {
    await Promise.all(this.pieces.map(({ file }) => file.release()));
  }

  static #holding(pieces: readonly Piece[]): StoredBody {
    for (const { file } of pieces) file.hold();
    return new StoredBody(pieces);
  }

  #cut(start: number, end: number): Piece[] {
    const cut: Piece[] = [];
    let offset = 0;
    for (const piece of this.pieces) {
      const from = Math.max(start - offset, 0);
      const to = Math.min(end - offset, piece.length);
      if (from < to) cut.push({ file: piece.file, start: piece.start + from, length: to - from });
      offset += piece.length;
    }
    return cut;
  }

  async *#chunks(): AsyncGenerator<Buffer> {
    for (const { file, start, length } of this.pieces) {
      const options = { start, end: start + length - 1, highWaterMark: 256 * 1024 };
      yield* createReadStream(file.path, options) as AsyncIterable<Buffer>;
    }
  }
}

/** The MD5 of a body, in hex. Reads all of it. */
export async function md5OfBody(body: StoredBody): Promise<string> {
  const md5 = createHash('md5');
  for await (const chunk of body.read() as AsyncIterable<Buffer>) md5.update(chunk);
  return md5.digest('hex');
}
