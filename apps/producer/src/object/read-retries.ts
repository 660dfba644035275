import { ObjectReadError, ObjectUnavailableError, OutOfTimeError, isRefusal } from '../errors.js';
import { fullJitterMillis, type Clock, type Deadline } from '../time.js';

/** Consecutive attempts to read that may fail without returning a byte. */
const maxFailedReads = 5;

/**
 * Waits before another request for an object that S3 can't find, in milliseconds. For up to 15 minutes after versioning is
 * first enabled on a bucket, S3 answers some requests for new objects with 404. Lambda's own retries come a minute later.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/manage-versioning-examples.html (read 2026-11-24).
 */
const missingObjectWaitsMillis: readonly number[] = [1_000, 4_000];

const missingObjectNames: ReadonlySet<string> = new Set(['NoSuchKey', 'NoSuchVersion']);

export interface ReadRetriesOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly deadline: Deadline;
}

/** A failed attempt to read an object. */
export interface FailedRead {
  readonly failure: unknown;
  /** Bytes that this attempt returned. */
  readonly byteCount: number;
  /** First byte of the object that was not read. */
  readonly offset: number;
  /** Whether the body ended there. */
  readonly isAtEnd: boolean;
}

/** Decides whether a read that failed is tried again. */
export class ReadRetries {
  readonly #options: ReadRetriesOptions;
  #failedReads = 0;
  #missingCount = 0;

  constructor(options: ReadRetriesOptions) {
    this.#options = options;
  }

  /**
   * Waits until the next attempt.
   *
   * @throws {@link ObjectUnavailableError}, {@link ObjectReadError} or {@link OutOfTimeError} if there must be none.
   */
  async waitAfter(read: FailedRead): Promise<void> {
    const { failure } = read;
    await this.#options.clock.sleep(
      isRefusal(failure) ? this.#waitMillisAfterRefusal(failure) : this.#waitMillisAfterFault(read),
    );
  }

  #waitMillisAfterRefusal(refusal: Error): number {
    const waitMillis = missingObjectNames.has(refusal.name)
      ? missingObjectWaitsMillis[this.#missingCount++]
      : undefined;
    if (waitMillis === undefined || waitMillis >= this.#options.deadline.remainingMillis()) {
      throw new ObjectUnavailableError(refusal.name, { cause: refusal });
    }
    return waitMillis;
  }

  #waitMillisAfterFault({ failure, byteCount, offset, isAtEnd }: FailedRead): number {
    const { deadline, random } = this.#options;
    this.#failedReads = byteCount > 0 ? 1 : this.#failedReads + 1;
    if (deadline.hasPassed()) {
      throw new OutOfTimeError(`No time left to read the object past byte ${offset}`, { cause: failure });
    }
    // An error after the last byte is a checksum that does not match: there is nothing left to read.
    if (this.#failedReads === maxFailedReads || isAtEnd)
      throw new ObjectReadError(offset, { cause: failure });
    return fullJitterMillis(this.#failedReads, random);
  }
}
