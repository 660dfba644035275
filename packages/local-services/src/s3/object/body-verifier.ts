import { createHash, type Hash } from 'node:crypto';
import { S3Error } from '../../errors.js';
import {
  checksumHeader,
  finishChecksum,
  startChecksum,
  type ChecksumAlgorithm,
  type RunningChecksum,
} from './checksum.js';

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

/** The digests of a complete body. */
export interface BodyDigests {
  /** MD5 in hex: the ETag of an object put in one request. */
  readonly md5: string;
  /** Base64. */
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly value: string };
}

/** Computes the digests of a body and compares them with the declared ones. */
export class BodyVerifier {
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
