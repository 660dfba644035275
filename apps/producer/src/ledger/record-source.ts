import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { sourceRecordObject } from '@headwaters/pipeline-contract';
import { sourceDigest, type BlockSource } from '@headwaters/record-codec';
import { ledgerTimeoutMillis } from './ledger.js';

/** Stores which object the digest in the partition keys of plain records stands for. Idempotent. */
export type RecordSource = (source: BlockSource) => Promise<void>;

/** Source records in the ledger bucket. One PutObject each. */
export function s3RecordSource(s3: Pick<S3Client, 'send'>, bucket: string): RecordSource {
  return async (source) => {
    const object = sourceRecordObject(sourceDigest(source), source);
    const command = new PutObjectCommand({ Bucket: bucket, ...object });
    await s3.send(command, { abortSignal: AbortSignal.timeout(ledgerTimeoutMillis) });
  };
}
