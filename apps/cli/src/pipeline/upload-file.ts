import { createReadStream } from 'node:fs';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { isRecordCodecError } from '@headwaters/record-codec';
import { type ContentMeasure, measureContent } from './measure-content.js';
import { type UploadTarget, findRule } from './upload-target.js';

/** An uploaded file, and the content that every consumer must end up with. */
export interface UploadedFile extends ContentMeasure {
  readonly file: string;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  /** Why the file can't be unpacked. Its content is then unknown, and counts as empty. */
  readonly damage?: string;
}

/** Called with each record of a file that is measured, and its terminator. The bytes may be overwritten afterwards. */
export type OnUploadedRecord = (record: Uint8Array) => void;

/**
 * Uploads a file, in parts. Memory does not grow with the file. A damaged file is uploaded as well: it is the producer that rejects it.
 *
 * @throws the file system's error if the file cannot be read, the SDK's if the upload fails.
 */
export async function uploadFile(
  s3: S3Client,
  target: Pick<UploadTarget, 'bucket' | 'producer'>,
  { file, key, onRecord }: { file: string; key: string; onRecord?: OnUploadedRecord | undefined },
): Promise<UploadedFile> {
  const { bucket } = target;
  const measure = await measureFile(file, target, { key, onRecord });
  const upload = new Upload({
    client: s3,
    params: { Bucket: bucket, Key: key, Body: createReadStream(file) },
  });
  const { VersionId: versionId = 'null' } = await upload.done();
  return { file, bucket, key, versionId, ...measure };
}

async function measureFile(
  file: string,
  target: Pick<UploadTarget, 'producer'>,
  { key, onRecord }: { key: string; onRecord: OnUploadedRecord | undefined },
): Promise<ContentMeasure & Pick<UploadedFile, 'damage'>> {
  try {
    return await measureContent(createReadStream(file), findRule(target, key), onRecord);
  } catch (error) {
    if (!isRecordCodecError(error)) throw error;
    return { ...(await measureContent(emptyFile())), damage: error.message };
  }
}

async function* emptyFile(): AsyncGenerator<Uint8Array> {
  // No chunk.
}
