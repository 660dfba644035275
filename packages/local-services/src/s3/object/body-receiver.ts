import { mkdirSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Error } from '../../errors.js';
import { type BodyDigests, type BodyExpectation, BodyVerifier } from './body-verifier.js';
import { StoredBody, StoredFile } from './stored-body.js';

/** Largest body of one request. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const maxBodyBytes = 5 * 1024 ** 3;

/** A complete, verified body. */
interface ReceivedBody extends BodyDigests {
  readonly body: StoredBody;
}

/** Small pieces of a body are joined up to this size before they are written, because each write takes a system call. */
const blockBytes = 64 * 1024;

/** Writes request bodies to disk. Holds one chunk of each body in memory. */
export class BodyReceiver {
  readonly #folder: string;
  #receivedCount = 0;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /**
   * Receives one body. On failure its file is deleted.
   *
   * @throws {@link S3Error} `BadDigest`, `XAmzContentSHA256Mismatch`, `IncompleteBody` or `EntityTooLarge`.
   */
  async receive(chunks: AsyncIterable<Buffer>, expectation: BodyExpectation): Promise<ReceivedBody> {
    const path = join(this.#folder, `${this.#receivedCount++}.body`);
    const verifier = new BodyVerifier(expectation);
    try {
      const size = await writeChunks(path, chunks, verifier);
      const digests = await verifier.verify(size);
      return { body: StoredBody.ofFile(new StoredFile(path), size), ...digests };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }
}

async function writeChunks(
  path: string,
  chunks: AsyncIterable<Buffer>,
  verifier: BodyVerifier,
): Promise<number> {
  const file = await open(path, 'wx');
  let size = 0;
  try {
    for await (const chunk of inBlocks(chunks)) {
      size += chunk.length;
      if (size > maxBodyBytes) {
        throw new S3Error('EntityTooLarge', 400, 'The body exceeds 5 GiB, the limit for one request.');
      }
      verifier.update(chunk);
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
  return size;
}

/** A block is valid until the next is taken. */
async function* inBlocks(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const block = Buffer.allocUnsafe(blockBytes);
  let used = 0;
  for await (const chunk of chunks) {
    if (used + chunk.length > blockBytes && used > 0) {
      yield block.subarray(0, used);
      used = 0;
    }
    if (chunk.length >= blockBytes) yield chunk;
    else used += chunk.copy(block, used);
  }
  if (used > 0) yield block.subarray(0, used);
}
