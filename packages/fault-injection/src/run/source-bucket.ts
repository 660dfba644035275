import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Clock } from '@headwaters/local-services';
import type { Upload } from '../evidence/evidence.js';
import type { FileNames } from '../plan/file-names.js';
import type { FilePlan } from '../plan/seed-plan.js';

interface SourceBucketOptions {
  /** A client that bypasses the fault gateways. */
  readonly s3: S3Client;
  readonly bucket: string;
  /** Receives the version id of each upload. */
  readonly names: FileNames;
  /** The steady clock of the seed. */
  readonly clock: Pick<Clock, 'now'>;
}

/** Uploads the files of a seed, one after the other, to the bucket that notifies the producer. */
export class SourceBucket {
  readonly #options: SourceBucketOptions;
  #uploading: FilePlan | undefined;

  constructor(options: SourceBucketOptions) {
    this.#options = options;
  }

  /**
   * Returns the delays of the notifications of the current upload, in milliseconds. S3 sends them before it responds to the
   * PutObject call.
   */
  notificationDelays(): readonly number[] {
    return this.#uploading?.eventDelaysMillis ?? [0];
  }

  /** Uploads files. Deletes or hides each object as planned before its notification is delivered. */
  async upload(files: readonly FilePlan[]): Promise<Upload[]> {
    const uploads: Upload[] = [];
    for (const file of files) uploads.push(await this.#upload(file));
    return uploads;
  }

  async #upload(file: FilePlan): Promise<Upload> {
    const { s3, bucket, names, clock } = this.#options;
    const object = { Bucket: bucket, Key: file.key };
    this.#uploading = file;
    const { VersionId: versionId } = await s3.send(new PutObjectCommand({ ...object, Body: file.stored }));
    if (versionId === undefined) throw new TypeError(`Versioning is not enabled on the bucket ${bucket}.`);
    names.add({ bucket, key: file.key, versionId }, file.name);
    if (file.objectChange === 'versionDeleted') {
      await s3.send(new DeleteObjectCommand({ ...object, VersionId: versionId }));
    } else if (file.objectChange === 'deleteMarkerAdded') {
      await s3.send(new DeleteObjectCommand(object));
    }
    // Of a lost event: never.
    const dueMillis = clock.now() + Math.min(...file.eventDelaysMillis);
    return { file, bucket, versionId, dueMillis };
  }
}
