import { asBuffer } from '../bytes/byte-views.js';
import { littleEndian } from '../bytes/byte-writer.js';
import { CorruptInputError } from '../errors.js';
import { nodeZlib } from '../node-zlib.js';
import { ChunkReader, type ByteChunks } from './chunk-reader.js';
import { isGzip, packedHeadBytes } from './container.js';
import { decompressStream, ExpansionLimit } from './decompress-stream.js';

/** Most that a real file was seen to expand is 343 times: a log of health checks. gzip itself reaches 1,032. */
export const defaultMaxRatio = 500;

/** Size of the chunks that a decompressor returns, in bytes. */
export const outputChunkBytes = 65_536;

/**
 * Gunzips an object if it is gzip (one member or several), else returns its bytes unchanged. See {@link isGzip}. Streams:
 * memory is bounded. Zeros from the last member to the end of the object are ignored, as `gzip -dc` does: tapes and disk
 * blocks pad files with them. {@link unpackInput} also unpacks zstd.
 *
 * @param chunks - The object, from its first byte.
 * @param options.maxRatio - How many times larger the output may be than the input read so far; output up to 1 MiB is always
 * allowed. Default: 500.
 * @throws {@link CorruptInputError} if the gzip data is corrupt, truncated, followed by other bytes or expands more than
 * `maxRatio` times. Errors of `chunks` are passed through.
 */
export async function* gunzipInput(
  chunks: ByteChunks,
  options: { maxRatio?: number } = {},
): AsyncGenerator<Uint8Array, void> {
  const reader = new ChunkReader(chunks);
  try {
    const isPacked = isGzip(await reader.peek(packedHeadBytes));
    yield* isPacked ? gunzip(reader, options.maxRatio ?? defaultMaxRatio) : reader.rest();
  } finally {
    await reader.close();
  }
}

/** Gunzips the members of an object that starts as gzip. */
export async function* gunzip(reader: ChunkReader, maxRatio: number): AsyncGenerator<Uint8Array, void> {
  const limit = new ExpansionLimit(maxRatio);
  do {
    await readMemberHeader(reader);
    yield* inflateMember(reader, limit);
  } while (await hasNextMember(reader));
}

async function* inflateMember(reader: ChunkReader, limit: ExpansionLimit): AsyncGenerator<Uint8Array, void> {
  const { createInflateRaw, crc32 } = nodeZlib();
  const [format, startOffset] = ['gzip', reader.offset];
  const inflate = createInflateRaw({ chunkSize: outputChunkBytes });
  let [checksum, length] = [0, 0];
  for await (const chunk of decompressStream(inflate, reader, { format, startOffset, limit })) {
    checksum = crc32(chunk, checksum);
    length = (length + chunk.length) % 2 ** 32;
    yield chunk;
  }
  const trailerOffset = reader.offset;
  const trailer = await takeAll(reader, 8);
  if (trailer.equals(Buffer.concat([littleEndian(checksum, 4), littleEndian(length, 4)]))) return;
  throw corrupt('its content does not match its checksum or length', trailerOffset);
}

/** Flags of a member. Source: RFC 1952, section 2.3.1. */
const flags = { headerChecksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;
const deflateMethod = 8;

async function readMemberHeader(reader: ChunkReader): Promise<void> {
  const startOffset = reader.offset;
  const fixed = await takeAll(reader, 10);
  const [, , method, flag = 0] = fixed;
  if (method !== deflateMethod || (flag & flags.reserved) !== 0)
    throw corrupt('the header of a member has an unknown method or flag', startOffset);
  if ((flag & flags.extra) !== 0) await takeAll(reader, (await takeAll(reader, 2)).readUInt16LE());
  if ((flag & flags.name) !== 0) await skipText(reader);
  if ((flag & flags.comment) !== 0) await skipText(reader);
  if ((flag & flags.headerChecksum) !== 0) await takeAll(reader, 2);
}

/** Skips bytes up to and including the next zero. */
async function skipText(reader: ChunkReader): Promise<void> {
  for (;;) {
    const chunk = await reader.next();
    if (chunk === undefined) throw endsEarly(reader);
    const zeroAt = asBuffer(chunk).indexOf(0);
    if (zeroAt >= 0) {
      reader.unread(chunk.subarray(zeroAt + 1));
      return;
    }
  }
}

/** @throws {@link CorruptInputError} if bytes follow that are neither a member nor zeros to the end of the object. */
async function hasNextMember(reader: ChunkReader): Promise<boolean> {
  if (isGzip(await reader.peek(2))) return true;
  for (let chunk = await reader.next(); chunk !== undefined; chunk = await reader.next()) {
    const otherAt = chunk.findIndex((byte) => byte !== 0);
    if (otherAt < 0) continue;
    throw new CorruptInputError('Other bytes follow the gzip data', reader.offset - chunk.length + otherAt);
  }
  return false;
}

async function takeAll(reader: ChunkReader, count: number): Promise<Buffer> {
  const bytes = await reader.take(count);
  if (bytes.length === count) return bytes;
  throw endsEarly(reader);
}

function endsEarly({ offset }: ChunkReader): CorruptInputError {
  return corrupt('unexpected end of file', offset);
}

function corrupt(problem: string, offset: number): CorruptInputError {
  return new CorruptInputError(`The gzip data is corrupt (${problem})`, offset);
}
