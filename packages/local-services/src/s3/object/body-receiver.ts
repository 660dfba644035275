import { type Hash, createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Error } from '../../errors.js';
import { type ChecksumAlgorithm, type RunningChecksum, checksumHeader, startChecksum } from './checksum.js';
import { StoredBody, StoredFile } from './stored-body.js';

/** Largest body of one request. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const maxBodyBytes = 5 * 1024 ** 3;

/** What a client says of a body; each is verified. Texts are as in the headers that carry them. */
export interface BodyExpectation {
  /** Base64. */
  readonly md5?: string | undefined;
  /** Hex. */
  readonly sha256?: string | undefined;
  readonly length?: number | undefined;
  readonly checksum?: ExpectedChecksum | undefined;
}

/** A checksum to compute, and the value it must have, in base64, once that is known: a trailer comes after the body. */
export interface ExpectedChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: () => string | undefined;
}

/** A body that has arrived whole. */
export interface ReceivedBody {
  readonly body: StoredBody;
  /** MD5 in hex: the ETag of an object put in one request. */
  readonly md5: string;
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly value: string };
}

/** Writes bodies to disk as they come in, one chunk in memory at a time. */
export class BodyReceiver {
  #received = 0;

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /**
   * Receives one body. If it breaks off, or is not what the client said, nothing is left of it.
   *
   * @throws {@link S3Error} `BadDigest`, `InvalidDigest`, `XAmzContentSHA256Mismatch`, `IncompleteBody` or
   * `EntityTooLarge`.
   */
  async receive(chunks: AsyncIterable<Buffer>, expectation: BodyExpectation): Promise<ReceivedBody> {
    const path = join(this.folder, `${this.#received++}.body`);
    const digests = new BodyDigests(expectation);
    try {
      const size = await writeChunks(path, chunks, digests);
      const verified = digests.verify(size);
      return { body: StoredBody.ofFile(new StoredFile(path), size), ...verified };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }
}

async function writeChunks(
  path: string,
  chunks: AsyncIterable<Buffer>,
  digests: BodyDigests,
): Promise<number> {
  const file = await open(path, 'wx');
  let size = 0;
  try {
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > maxBodyBytes) throw new S3Error('EntityTooLarge', 400, 'One request carries at most 5 GiB.');
      digests.update(chunk);
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
  return size;
}

class BodyDigests {
  readonly #md5 = createHash('md5');
  readonly #sha256: Hash | undefined;
  readonly #checksum: RunningChecksum | undefined;

  constructor(private readonly expectation: BodyExpectation) {
    this.#sha256 = expectation.sha256 === undefined ? undefined : createHash('sha256');
    this.#checksum = expectation.checksum && startChecksum(expectation.checksum.algorithm);
  }

  update(chunk: Buffer): void {
    this.#md5.update(chunk);
    this.#sha256?.update(chunk);
    this.#checksum?.update(chunk);
  }

  verify(size: number): Pick<ReceivedBody, 'md5' | 'checksum'> {
    const { length, md5, sha256 } = this.expectation;
    if (length !== undefined && length !== size) {
      throw new S3Error('IncompleteBody', 400, 'The body has not the number of bytes that its header gives.');
    }
    const md5Digest = this.#md5.digest();
    if (md5 !== undefined && md5Digest.toString('base64') !== md5) {
      throw new S3Error('BadDigest', 400, 'The Content-MD5 you specified did not match what we received.');
    }
    if (this.#sha256 && this.#sha256.digest('hex') !== sha256) {
      throw new S3Error('XAmzContentSHA256Mismatch', 400, "The body's SHA-256 is not x-amz-content-sha256.");
    }
    const checksum = this.#verifyChecksum();
    return { md5: md5Digest.toString('hex'), ...(checksum && { checksum }) };
  }

  #verifyChecksum(): ReceivedBody['checksum'] {
    const { checksum } = this.expectation;
    if (checksum === undefined || this.#checksum === undefined) return undefined;
    const value = this.#checksum.digest().toString('base64');
    const expected = checksum.value();
    if (expected !== undefined && expected !== value) {
      const header = checksumHeader(checksum.algorithm);
      throw new S3Error('BadDigest', 400, `The ${header} you specified did not match what we received.`);
    }
    return { algorithm: checksum.algorithm, value };
  }
}
