import { createHash, type Hash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Error } from '../../errors.js';
import {
  checksumHeader,
  finishChecksum,
  startChecksum,
  type ChecksumAlgorithm,
  type RunningChecksum,
} from './checksum.js';
import { StoredBody, StoredFile } from './stored-body.js';

/** Largest body of one request. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const maxBodyBytes = 5 * 1024 ** 3;

/** What the client declares about a body. The receiver verifies each value that is present. */
export interface BodyExpectation {
  /** Base64. */
  readonly md5?: string | undefined;
  /** Hex. */
  readonly sha256?: string | undefined;
  /** Length in bytes. */
  readonly length?: number | undefined;
  readonly checksum?: ExpectedChecksum | undefined;
}

/** A checksum to compute and compare. `value` is called after the body, because a trailer may carry it. Base64. */
interface ExpectedChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: () => string | undefined;
}

/** A complete, verified body. */
interface ReceivedBody extends BodyDigests {
  readonly body: StoredBody;
}

interface BodyDigests {
  /** MD5 in hex: the ETag of an object put in one request. */
  readonly md5: string;
  /** Base64. */
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly value: string };
}

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
    for await (const chunk of chunks) {
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

/** Computes the digests of a body and compares them with the declared ones. */
class BodyVerifier {
  readonly #expectation: BodyExpectation;
  readonly #md5 = createHash('md5');
  readonly #sha256: Hash | undefined;
  readonly #checksum: RunningChecksum | undefined;

  constructor(expectation: BodyExpectation) {
    this.#expectation = expectation;
    this.#sha256 = expectation.sha256 === undefined ? undefined : createHash('sha256');
    this.#checksum = expectation.checksum && startChecksum(expectation.checksum.algorithm);
  }

  update(chunk: Buffer): void {
    this.#md5.update(chunk);
    this.#sha256?.update(chunk);
    this.#checksum?.update(chunk);
  }

  async verify(size: number): Promise<BodyDigests> {
    const { length, md5, sha256 } = this.#expectation;
    if (length !== undefined && length !== size) {
      throw new S3Error('IncompleteBody', 400, 'Body length does not match its header.');
    }
    const md5Digest = this.#md5.digest();
    if (md5 !== undefined && md5Digest.toString('base64') !== md5) throw badDigest('Content-MD5');
    if (this.#sha256 && this.#sha256.digest('hex') !== sha256) {
      throw new S3Error(
        'XAmzContentSHA256Mismatch',
        400,
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    }
    const checksum = await this.#verifyChecksum();
    return { md5: md5Digest.toString('hex'), ...(checksum && { checksum }) };
  }

  async #verifyChecksum(): Promise<BodyDigests['checksum']> {
    const { checksum } = this.#expectation;
    if (checksum === undefined || this.#checksum === undefined) return undefined;
    const value = await finishChecksum(this.#checksum);
    const expected = checksum.value();
    if (expected !== undefined && expected !== value) throw badDigest(checksumHeader(checksum.algorithm));
    return { algorithm: checksum.algorithm, value };
  }
}

const badDigest = (header: string) =>
  new S3Error('BadDigest', 400, `The ${header} you specified did not match what we received.`);
