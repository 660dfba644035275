import { DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import type { RecoveryContext } from '../pipeline/recovery-context.js';

/** @returns `undefined` if it does not exist any longer. */
export async function readFailureText(
  { s3, pipeline }: Pick<RecoveryContext, 's3' | 'pipeline'>,
  key: string,
): Promise<string | undefined> {
  try {
    const place = { Bucket: pipeline.failuresBucket, Key: key };
    const { Body: body } = await s3.send(new GetObjectCommand(place));
    return (await body?.transformToString()) ?? '';
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}

/** Deletes a failure. In a bucket with versions, its content stays as an older version until the lifecycle of the bucket ends it. */
export async function deleteFailure(
  { s3, pipeline }: Pick<RecoveryContext, 's3' | 'pipeline'>,
  key: string,
): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket: pipeline.failuresBucket, Key: key }));
}
