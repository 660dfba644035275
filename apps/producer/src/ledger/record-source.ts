import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { sourceRecordObject } from '@headwaters/pipeline-contract';
import { sourceDigest, type BlockSource } from '@headwaters/record-codec';
import type { Deadline } from '../time.js';

/** Longest time to store a source record, retries included, in milliseconds. Nothing of the object is published before. */
const maxTimeoutMillis = 10_000;

/** Stores which object the digest in the partition keys of plain records stands for. Idempotent. */
export type RecordSource = (
  source: BlockSource,
  deadline: Pick<Deadline, 'remainingMillis'>,
) => Promise<void>;

/** Source records in the ledger bucket. One PutObject each. */
export function s3RecordSource(s3: Pick<S3Client, 'send'>, bucket: string): RecordSource {
  return async (source, deadline) => {
    const object = sourceRecordObject(sourceDigest(source), source);
    const command = new PutObjectCommand({ Bucket: bucket, ...object });
    const timeoutMillis = Math.min(maxTimeoutMillis, deadline.remainingMillis());
    await s3.send(command, { abortSignal: AbortSignal.timeout(timeoutMillis) });
  };
}
