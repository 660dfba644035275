import { type Usage, gigabyteBytes, hoursPerMonth, s3RequestItem } from '@headwaters/bill';
import type { ObjectEvent, ServedRequest } from '@headwaters/local-services';
import type { BilledResources } from './billed-resources.js';

/**
 * Time that S3 uses a bucket key for. AWS does not publish it ("a limited time period"): this is an assumption, the five minutes after
 * which Kinesis asks for new keys.
 */
const bucketKeyHours = 5 / 60;

/** Options of an {@link S3Meter}. */
export interface S3MeterOptions {
  readonly resources: Pick<BilledResources, 'keyedBuckets'>;
  /** Whether a caller is a function of the stack. */
  readonly isFunction: (accessKeyId: string | undefined) => boolean;
  /** Time since the start of the run. */
  readonly elapsedHours: () => number;
}

/** Counts what AWS bills of S3 and, for encrypted buckets, of KMS. */
export class S3Meter {
  readonly #options: S3MeterOptions;
  #writes = 0;
  #reads = 0;
  /** Requests to KMS for single objects. */
  #objectKeys = 0;
  /** When a caller first used the key of a bucket to encrypt or to decrypt, in hours. */
  readonly #bucketKeys = new Map<string, number>();
  #storedBytes = 0;
  #storedByteHours = 0;
  #storedUntilHours = 0;

  constructor(options: S3MeterOptions) {
    this.#options = options;
  }

  /**
   * Counts a request. Of callers that are no functions of the stack, only uploads count: what they read and list is for the tools on this
   * machine, which watch the run.
   */
  countRequest({ operation, status, errorCode, accessKeyId, resource }: ServedRequest): void {
    const { isFunction, resources } = this.#options;
    const item = operation && s3RequestItem({ operation, status, errorCode });
    if (operation === undefined || item === undefined) return;
    if (!isFunction(accessKeyId) && !uploads.test(operation)) return;
    if (item === 's3Writes') this.#writes += 1;
    else this.#reads += 1;
    const bucket = resources.keyedBuckets.get(resource ?? '');
    if (bucket === undefined || status >= 300 || !keyOperations.test(operation)) return;
    if (bucket.hasBucketKey) this.#useBucketKey(`${resource ?? ''} ${accessKeyId ?? ''} ${item}`);
    else this.#objectKeys += 1;
  }

  /** Counts what is stored, every version of it. What is removed is counted on: a versioned bucket keeps it. */
  countStored({ size = 0 }: Pick<ObjectEvent, 'size'>): void {
    this.#advanceStorage();
    this.#storedBytes += size;
  }

  usage(): Usage {
    this.#advanceStorage();
    return {
      s3Writes: this.#writes,
      s3Reads: this.#reads,
      s3GigabyteMonths: this.#storedByteHours / gigabyteBytes / hoursPerMonth,
      kmsRequests: this.#objectKeys + this.#bucketKeyRequests(),
    };
  }

  #useBucketKey(use: string): void {
    if (!this.#bucketKeys.has(use)) this.#bucketKeys.set(use, this.#options.elapsedHours());
  }

  /**
   * A bucket key is fetched at least once for each caller. After that, for as long as the run lasts, once in {@link bucketKeyHours}.
   * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html (read 2026-11-30).
   */
  #bucketKeyRequests(): number {
    const now = this.#options.elapsedHours();
    return [...this.#bucketKeys.values()].reduce(
      (sum, since) => sum + 1 + Math.floor((now - since) / bucketKeyHours),
      0,
    );
  }

  #advanceStorage(): void {
    const now = this.#options.elapsedHours();
    this.#storedByteHours += this.#storedBytes * (now - this.#storedUntilHours);
    this.#storedUntilHours = now;
  }
}

const uploads = /^(Put|Post|Copy)Object$|^(Create|Complete)MultipartUpload$|^UploadPart/;

/** Operations that encrypt or decrypt an object. */
const keyOperations = /^(Put|Post|Copy|Get)Object$|^(Create|Complete)MultipartUpload$|^UploadPart/;
