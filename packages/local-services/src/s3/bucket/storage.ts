import type { Clock } from '../../clock.js';
import { S3Error } from '../../errors.js';
import { BodyReceiver } from '../object/body-receiver.js';
import { releaseParts } from '../object/multipart-upload.js';
import { Bucket } from './bucket.js';
import {
  createObjectEvent,
  type EventSubject,
  type ObjectEvent,
  type ObjectEventName,
} from './object-event.js';

/** S3 for code in the same process. */
export interface S3Service {
  /** Calls `listener` after each change, before the client gets its response. Call the returned function to stop. */
  onObjectEvent(listener: (event: ObjectEvent) => void): () => void;
  /** Bucket names in alphabetical order. */
  readonly bucketNames: readonly string[];
}

/** Settings that all buckets share. */
interface StorageOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
}

/** All buckets by name, and the listeners to their events. */
export class Storage implements S3Service {
  readonly receiver: BodyReceiver;
  readonly #buckets = new Map<string, Bucket>();
  readonly #listeners = new Set<(event: ObjectEvent) => void>();

  constructor(readonly options: StorageOptions) {
    this.receiver = new BodyReceiver(options.folder);
  }

  now(): number {
    return this.options.clock.now();
  }

  get buckets(): readonly Bucket[] {
    return this.bucketNames.map((name) => this.bucket(name));
  }

  get bucketNames(): readonly string[] {
    return [...this.#buckets.keys()].sort();
  }

  findBucket(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  /** @throws {@link S3Error} `NoSuchBucket`. */
  bucket(name: string): Bucket {
    const bucket = this.findBucket(name);
    if (bucket !== undefined) return bucket;
    throw new S3Error('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName: name });
  }

  /** @throws {@link S3Error} `BucketAlreadyOwnedByYou`. */
  createBucket(name: string, location: string): Bucket {
    if (this.#buckets.has(name)) {
      throw new S3Error(
        'BucketAlreadyOwnedByYou',
        409,
        'Your previous request to create the named bucket succeeded and you already own it.',
        { BucketName: name },
      );
    }
    const bucket = new Bucket(name, this.now(), location);
    this.#buckets.set(name, bucket);
    return bucket;
  }

  /**
   * Deletes a bucket and its multipart uploads.
   *
   * @throws {@link S3Error} `BucketNotEmpty` if it has a version of any object.
   */
  deleteBucket(bucket: Bucket): void {
    if (bucket.keys.size > 0) {
      const message =
        'The bucket you tried to delete is not empty. You must delete all versions in the bucket.';
      throw new S3Error('BucketNotEmpty', 409, message, { BucketName: bucket.name });
    }
    this.#buckets.delete(bucket.name);
    for (const upload of bucket.uploads.values()) void releaseParts(upload);
  }

  onObjectEvent(listener: (event: ObjectEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reports a change to all listeners. */
  notify(eventName: ObjectEventName, bucket: Bucket, subject: EventSubject): void {
    const nowMillis = this.now();
    const event = createObjectEvent(eventName, subject, {
      bucket: bucket.name,
      nowMillis,
      nextSequencer: () => bucket.nextSequencer(nowMillis),
    });
    for (const listener of this.#listeners) listener(event);
  }
}
