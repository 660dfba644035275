import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { receiptObject, type Receipt } from '@headwaters/pipeline-contract';

/** How the producer signs its receipts. */
export const actor = 'producer';

/** Longest time that a request to the ledger may take, retries included, in milliseconds: what a deadline leaves is more. */
export const requestTimeoutMillis = 3_000;

/** Says for good what became of a byte range of an object. Writing the same again changes nothing. */
export type Ledger = (entry: Omit<Receipt, 'receiptVersion' | 'actor' | 'at'>) => Promise<void>;

/** The producer's part of the ledger, in an S3 bucket. One PutObject an entry. */
export function s3Ledger(s3: Pick<S3Client, 'send'>, bucket: string, now: () => Date): Ledger {
  return async (entry) => {
    const receipt: Receipt = { receiptVersion: 1, actor, at: now().toISOString(), ...entry };
    const command = new PutObjectCommand({ Bucket: bucket, ...receiptObject(receipt) });
    await s3.send(command, { abortSignal: AbortSignal.timeout(requestTimeoutMillis) });
  };
}
