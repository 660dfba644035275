import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { receiptObject } from '@headwaters/pipeline-contract';
import type { Acceptance } from './accepted-ranges.js';

/** Says for good which bytes of an object a consumer accepted. Writing the same again changes nothing. */
export type Ledger = (acceptance: Acceptance) => Promise<void>;

/** A consumer's part of the ledger, in an S3 bucket, signed with its name. One PutObject an entry. */
export function s3Ledger(
  s3: Pick<S3Client, 'send'>,
  { bucket, actor, now }: { bucket: string; actor: string; now: () => Date },
): Ledger {
  return async (acceptance) => {
    const receipt = receiptObject({ receiptVersion: 1, actor, at: now().toISOString(), ...acceptance });
    await s3.send(new PutObjectCommand({ Bucket: bucket, ...receipt }));
  };
}
