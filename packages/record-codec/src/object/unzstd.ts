import { ZstdFrameScanner } from '../block/zstd-frame.js';
import { CorruptInputError, ZstdUnavailableError } from '../errors.js';
import { nodeZlib, zstdIsAvailable } from '../node-zlib.js';
import type { ChunkReader } from './chunk-reader.js';
import { isSkippableFrame, isZstd } from './container.js';
import { decompressStream, ExpansionLimit } from './decompress-stream.js';
import { outputChunkBytes } from './gunzip-input.js';

/** 128 MiB, the limit of `zstd -d`. */
const maxWindowLog = 27;

const magicBytes = 4;

/**
 * Decompresses the frames of an object that starts as zstd. Each has a decompressor of its own, which ends where the block
 * headers end the frame: Node.js decompresses only the first of several frames, and 22 accepts a truncated one.
 */
export async function* unzstd(reader: ChunkReader, maxRatio: number): AsyncGenerator<Uint8Array, void> {
  if (!zstdIsAvailable()) throw new ZstdUnavailableError();
  const limit = new ExpansionLimit(maxRatio);
  for (let head = await reader.peek(magicBytes); head.length > 0; head = await reader.peek(magicBytes)) {
    if (!isZstd(head)) throw new CorruptInputError('Other bytes follow the zstd data', reader.offset);
    if (isSkippableFrame(head)) await skipFrame(reader);
    else yield* decompressFrame(reader, limit);
  }
}

function decompressFrame(reader: ChunkReader, limit: ExpansionLimit): AsyncGenerator<Uint8Array, void> {
  const { constants, createZstdDecompress } = nodeZlib();
  const params = { [constants.ZSTD_d_windowLogMax]: maxWindowLog };
  const decompressor = createZstdDecompress({ chunkSize: outputChunkBytes, params });
  const [format, startOffset] = ['zstd', reader.offset];
  return decompressStream(decompressor, frameInput(reader), { format, startOffset, limit });
}

/** The chunks of the next frame. */
function frameInput(reader: ChunkReader) {
  const scanner = new ZstdFrameScanner();
  return {
    async next(): Promise<Uint8Array | undefined> {
      if (scanner.isAtEnd) return undefined;
      const chunk = await reader.next();
      if (chunk === undefined) throw endsEarly(reader);
      const end = scanner.scan(chunk);
      reader.unread(chunk.subarray(end));
      return chunk.subarray(0, end);
    },
    unread(bytes: Uint8Array) {
      reader.unread(bytes);
    },
  };
}

/** RFC 8878, section 3.1.2: the magic, then the length of the rest, little-endian. */
async function skipFrame(reader: ChunkReader): Promise<void> {
  const header = await reader.take(8);
  if (header.length < 8) throw endsEarly(reader);
  for (let missing = header.readUInt32LE(magicBytes); missing > 0;) {
    const chunk = await reader.next();
    if (chunk === undefined) throw endsEarly(reader);
    reader.unread(chunk.subarray(missing));
    missing -= Math.min(missing, chunk.length);
  }
}

function endsEarly({ offset }: ChunkReader): CorruptInputError {
  return new CorruptInputError('The zstd data is corrupt (unexpected end of file)', offset);
}
