import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { FileMeasure } from './file-measure.js';

/** A file as it went into the bucket, measured on the way: what every consumer must end up with. */
export interface UploadedFile {
  readonly file: string;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly bytes: number;
  readonly records: number;
  readonly sha256: string;
}

/**
 * Uploads a file under its own name, in parts and without ever holding it whole.
 *
 * @throws The file system's error if the file can't be read, the SDK's if the upload fails.
 */
export async function uploadFile(s3: S3Client, bucket: string, file: string): Promise<UploadedFile> {
  const key = basename(file);
  const measure = new FileMeasure();
  const source = createReadStream(file);
  source.on('error', (error) => measure.destroy(error));
  const upload = new Upload({ client: s3, params: { Bucket: bucket, Key: key, Body: source.pipe(measure) } });
  const { VersionId: versionId } = await upload.done();
  return {
    file,
    bucket,
    key,
    versionId: versionId ?? 'null',
    bytes: measure.bytes,
    records: measure.records,
    sha256: measure.sha256(),
  };
}
