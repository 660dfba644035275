import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Clock } from '@headwaters/local-services';
import type { Simulation } from '@headwaters/stack-simulator';
import type { Upload } from '../evidence/evidence.js';
import type { VersionNames } from '../plan/file-names.js';
import type { FilePlan } from '../plan/seed-plan.js';

/** A client of a simulation's own S3, past the gateway. The credentials are those it takes: any. */
export function directS3Client({ endpoint, region }: Pick<Simulation, 'endpoint' | 'region'>): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId: 'faults', secretAccessKey: 'faults' },
  });
}

/** What a bucket is worked with. */
export interface SourceBucketOptions {
  readonly s3: S3Client;
  readonly bucket: string;
  /** Learns which version is which file. */
  readonly names: VersionNames;
  /** The steady clock of the seed. */
  readonly clock: Pick<Clock, 'now'>;
}

/** The bucket that files are uploaded to, one after the other. */
export class SourceBucket {
  readonly #options: SourceBucketOptions;
  #uploading: FilePlan | undefined;

  constructor(options: SourceBucketOptions) {
    this.#options = options;
  }

  /** When the notifications of the present upload are to come. S3 tells of an upload before it answers it. */
  notificationDelays = (): readonly number[] => this.#uploading?.eventDelaysMillis ?? [0];

  /** Uploads files, and does to each what its plan says must happen before its event is heard. */
  async upload(files: readonly FilePlan[]): Promise<Upload[]> {
    const uploads: Upload[] = [];
    for (const file of files) uploads.push(await this.#upload(file));
    return uploads;
  }

  async #upload(file: FilePlan): Promise<Upload> {
    const { s3, bucket, names, clock } = this.#options;
    const place = { Bucket: bucket, Key: file.key };
    this.#uploading = file;
    const { VersionId: versionId } = await s3.send(new PutObjectCommand({ ...place, Body: file.stored }));
    if (versionId === undefined) throw new TypeError(`The bucket ${bucket} keeps no versions.`);
    names.add(versionId, file.name);
    if (file.fate === 'versionDeleted') {
      await s3.send(new DeleteObjectCommand({ ...place, VersionId: versionId }));
    } else if (file.fate === 'hiddenByMarker') {
      await s3.send(new DeleteObjectCommand(place));
    }
    const dueMillis = clock.now() + Math.min(...file.eventDelaysMillis);
    return { file, bucket, versionId, dueMillis };
  }
}
