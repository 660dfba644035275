import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { type RecordLayout, parseProducerEnvironment } from '@headwaters/pipeline-contract';
import { type Blueprint, findSourceBucket } from '@headwaters/stack-simulator';
import { type ContentMeasure, measureContent } from './measure-content.js';

/** The source bucket of a stack, and how its producer splits files into records. */
interface UploadTarget {
  readonly bucket: string;
  readonly layout: RecordLayout;
}

/** An uploaded file, and the content that every consumer must end up with. */
export interface UploadedFile extends ContentMeasure {
  readonly file: string;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
}

/**
 * Finds the upload target of a stack.
 *
 * @throws Error if the stack has no notification, or the producer's environment is invalid.
 */
export function findUploadTarget(blueprint: Blueprint): UploadTarget {
  const [notification] = blueprint.notifications;
  const producer = blueprint.functions.find(({ name }) => name === notification?.functionName);
  const { RECORD_LAYOUT: layout } = parseProducerEnvironment(producer?.environment ?? {});
  return { bucket: findSourceBucket(blueprint), layout };
}

/**
 * Uploads a file, in parts, with its base name as the key. Memory does not grow with the file.
 *
 * @throws the file system's error if the file cannot be read, the codec's if it is corrupt gzip, the SDK's if the upload fails.
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
