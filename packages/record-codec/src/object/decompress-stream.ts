import type { Transform } from 'node:stream';
import { CorruptInputError } from '../errors.js';

/** A stream of node:zlib. `bytesWritten` is how much of its input it has used. */
export type Decompressor = Transform & { readonly bytesWritten: number };

/** Where a decompressor gets its input, and where it returns what follows its data. */
export interface DecompressorInput {
  next(): Promise<Uint8Array | undefined>;
  unread(bytes: Uint8Array): void;
}

/** The ratio of output to input is not limited below this output, in bytes. */
const unlimitedOutputBytes = 1 << 20;

/** Compares the output of all parts of an object with its input. */
export class ExpansionLimit {
  #outputBytes = 0;
  readonly #maxRatio: number;

  constructor(maxRatio: number) {
    this.#maxRatio = maxRatio;
  }

  /**
   * @param inputBytes - Length of the input used so far.
   * @throws {@link CorruptInputError} if the output is above 1 MiB and more than `maxRatio` times as long as the input.
   */
  add(outputBytes: number, inputBytes: number, format: string): void {
    this.#outputBytes += outputBytes;
    if (this.#outputBytes <= unlimitedOutputBytes + this.#maxRatio * inputBytes) return;
    throw new CorruptInputError(`The ${format} data expands more than ${this.#maxRatio} times`, inputBytes);
  }
}

/**
 * Yields the output of a decompressor until the end of its data. Memory is bounded: the next chunk is read when the last one is
 * used up.
 *
 * @param startOffset - Offset of the data in the object, for errors.
 * @throws {@link CorruptInputError} if the data is damaged or truncated. Errors of `input` are passed through.
 */
export async function* decompressStream(
  decompressor: Decompressor,
  input: DecompressorInput,
  { format, startOffset, limit }: { format: string; startOffset: number; limit: ExpansionLimit },
): AsyncGenerator<Uint8Array, void> {
  const feeding = feed(decompressor, input);
  const offset = () => startOffset + decompressor.bytesWritten;
  try {
    for await (const chunk of decompressor as AsyncIterable<Uint8Array>) {
      limit.add(chunk.length, offset(), format);
      yield chunk;
    }
    await feeding;
  } catch (cause) {
    if (!isZlibError(cause)) throw cause;
    throw new CorruptInputError(`The ${format} data is corrupt (${cause.message})`, offset(), { cause });
  } finally {
    decompressor.destroy();
  }
}

/** Writes chunk by chunk until the data ends, and returns what follows it. */
async function feed(decompressor: Decompressor, input: DecompressorInput): Promise<void> {
  try {
    let inputBytes = 0;
    for (let chunk = await input.next(); chunk !== undefined; chunk = await input.next()) {
      if (decompressor.destroyed) return;
      inputBytes += chunk.length;
      await write(decompressor, chunk);
      const unusedBytes = inputBytes - decompressor.bytesWritten;
      if (unusedBytes === 0) continue;
      input.unread(chunk.subarray(chunk.length - unusedBytes));
      return;
    }
    decompressor.end();
  } catch (error) {
    decompressor.destroy(error as Error);
  }
}

/** Resolves when the decompressor has used the chunk or has ended within it. */
function write(decompressor: Decompressor, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      decompressor.off('end', settle).off('close', settle);
      resolve();
    };
    decompressor.on('end', settle).on('close', settle);
    decompressor.write(chunk, settle);
  });
}

/** Compares the code, not the class: the error may come from another realm. */
function isZlibError(thrown: unknown): thrown is Error {
  return /^Z(STD)?_/.test(String((thrown as { code?: unknown } | undefined)?.code));
}
