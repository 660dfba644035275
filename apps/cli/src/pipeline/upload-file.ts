import { createReadStream } from 'node:fs';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { type ContentMeasure, measureContent } from './measure-content.js';
import type { UploadTarget } from './upload-target.js';

/** An uploaded file, and the content that every consumer must end up with. */
export interface UploadedFile extends ContentMeasure {
  readonly file: string;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
}

/**
 * Uploads a file, in parts. Memory does not grow with the file.
 *
 * @throws the file system's error if the file cannot be read, the codec's if it is corrupt gzip, the SDK's if the upload fails.
 */
export async function uploadFile(
  s3: S3Client,
  { bucket, layout }: Pick<UploadTarget, 'bucket' | 'layout'>,
  { file, key }: Pick<UploadedFile, 'file' | 'key'>,
): Promise<UploadedFile> {
  const measure = await measureContent(createReadStream(file), layout);
  const upload = new Upload({
    client: s3,
    params: { Bucket: bucket, Key: key, Body: createReadStream(file) },
  });
  const { VersionId: versionId = 'null' } = await upload.done();
  return { file, bucket, key, versionId, ...measure };
}
