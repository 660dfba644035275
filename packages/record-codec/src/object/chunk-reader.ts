/** The bytes of an object, in chunks of any size. */
export type ByteChunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Reads an object chunk by chunk, and takes back what was read too far. */
export class ChunkReader {
  /** Bytes read and not returned. */
  offset = 0;
  readonly #source: AsyncGenerator<Uint8Array, void>;
  #returned: Uint8Array | undefined;

  constructor(chunks: ByteChunks) {
    this.#source = toGenerator(chunks);
  }

  /** Returns the next chunk, not empty; at the end undefined. */
  async next(): Promise<Uint8Array | undefined> {
    let chunk = this.#returned;
    this.#returned = undefined;
    while (chunk === undefined || chunk.length === 0) {
      const result = await this.#source.next();
      if (result.done === true) return undefined;
      chunk = result.value;
    }
    this.offset += chunk.length;
    return chunk;
  }

  /** Returns bytes that were read too far. They are read again next. */
  unread(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.offset -= bytes.length;
    this.#returned = this.#returned === undefined ? bytes : Buffer.concat([bytes, this.#returned]);
  }

  /** Returns the next `count` bytes; fewer at the end. */
  async take(count: number): Promise<Buffer> {
    const taken: Uint8Array[] = [];
    for (let missing = count; missing > 0;) {
      const chunk = await this.next();
      if (chunk === undefined) break;
      taken.push(chunk.subarray(0, missing));
      this.unread(chunk.subarray(missing));
      missing -= Math.min(missing, chunk.length);
    }
    return Buffer.concat(taken);
  }

  /** Returns the next `count` bytes, which are read again next; fewer at the end. */
  async peek(count: number): Promise<Buffer> {
    const bytes = await this.take(count);
    this.unread(bytes);
    return bytes;
  }

  async *rest(): AsyncGenerator<Uint8Array, void> {
    for (let chunk = await this.next(); chunk !== undefined; chunk = await this.next()) yield chunk;
  }

  /** Closes the source. */
  async close(): Promise<void> {
    await this.#source.return();
  }
}

async function* toGenerator(chunks: ByteChunks): AsyncGenerator<Uint8Array, void> {
  yield* chunks;
}
