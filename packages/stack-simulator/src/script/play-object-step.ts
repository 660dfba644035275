import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ScriptStep } from './script.js';

/** A step that changes a bucket. */
export type ObjectStep = Extract<
  ScriptStep,
  { upload: unknown } | { copyObject: unknown } | { deleteObject: unknown }
>;

type Upload = Extract<ScriptStep, { upload: unknown }>['upload'];

export function isObjectStep(step: ScriptStep): step is ObjectStep {
  return 'upload' in step || 'copyObject' in step || 'deleteObject' in step;
}

/**
 * Changes a bucket as a client does that nobody told of the simulation.
 *
 * @param endpoint - Where forms are posted to.
 */
export async function playObjectStep(step: ObjectStep, s3: S3Client, endpoint: string): Promise<void> {
  if ('upload' in step) {
    await uploadsBy[step.upload.by](step.upload, s3, endpoint);
  } else if ('copyObject' in step) {
    const { bucket, key, from } = step.copyObject;
    const CopySource = `${bucket}/${encodeURIComponent(from)}`;
    await s3.send(new CopyObjectCommand({ Bucket: bucket, Key: key, CopySource }));
  } else {
    const { bucket, key } = step.deleteObject;
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  }
}

const uploadsBy: Readonly<
  Record<Upload['by'], (upload: Upload, s3: S3Client, endpoint: string) => Promise<void>>
> = {
  put: async ({ bucket, key, body }, s3) => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  },
  post: async ({ bucket, key, body }, _, endpoint) => {
    const form = new FormData();
    form.set('key', key);
    form.set('file', new Blob([body]));
    const response = await fetch(new URL(bucket, endpoint), { method: 'POST', body: form });
    if (!response.ok) throw new Error(`The form was refused with ${response.status}.`);
  },
  multipart: async ({ bucket: Bucket, key: Key, body: Body }, s3) => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const upload = { Bucket, Key, UploadId };
    const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body }));
    const Parts = [{ PartNumber: 1, ETag }];
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  },
};
