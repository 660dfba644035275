import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { receiptObject, type LedgerEntry } from '@headwaters/pipeline-contract';

/** Records durably what became of a byte range of an object at a consumer. Idempotent. */
export type Ledger = (entry: LedgerEntry) => Promise<void>;

/** A consumer's receipts in an S3 bucket. One PutObject per entry. */
export function s3Ledger(
  s3: Pick<S3Client, 'send'>,
  { bucket, actor, now }: { bucket: string; actor: string; now: () => number },
): Ledger {
  return async (entry) => {
    const receipt = receiptObject({ receiptVersion: 1, actor, at: new Date(now()).toISOString(), ...entry });
    await s3.send(new PutObjectCommand({ Bucket: bucket, ...receipt }));
  };
}
