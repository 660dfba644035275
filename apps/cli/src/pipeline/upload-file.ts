import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { parseProducerEnvironment } from '@headwaters/pipeline-contract';
import { type Blueprint, findSourceBucket } from '@headwaters/stack-simulator';
import { type ContentMeasure, type RecordLayout, measureContent } from './measure-content.js';

/**
 * Where a stack takes its uploads, and how its producer tells records apart.
 *
 * @throws Error if the stack has no notification, or its producer can't run with its environment.
 */
export function uploadTargetOf(blueprint: Blueprint): UploadTarget {
  const [notification] = blueprint.notifications;
  const producer = blueprint.functions.find(({ name }) => name === notification?.functionName);
  const { RECORD_LAYOUT: layout } = parseProducerEnvironment(producer?.environment ?? {});
  return { bucket: findSourceBucket(blueprint), layout };
}

/** Where a file goes, and how its records are told apart there. */
interface UploadTarget {
  readonly bucket: string;
  readonly layout: RecordLayout;
}

/** A file as it went into the bucket, and what every consumer must end up with. */
export interface UploadedFile extends ContentMeasure {
  readonly file: string;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
}

/**
 * Uploads a file under its own name, in parts and without ever holding it whole.
 *
 * @throws The file system's error if the file can't be read, the codec's if it is corrupt gzip, the SDK's if the upload fails.
 */
export async function uploadFile(
  s3: S3Client,
  { bucket, layout }: UploadTarget,
  file: string,
): Promise<UploadedFile> {
  const key = basename(file);
  const measure = await measureContent(createReadStream(file), layout);
  const upload = new Upload({
    client: s3,
    params: { Bucket: bucket, Key: key, Body: createReadStream(file) },
  });
  const { VersionId: versionId = 'null' } = await upload.done();
  return { file, bucket, key, versionId, ...measure };
}
