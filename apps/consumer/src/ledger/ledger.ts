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

/**
 * Receipts that are written at the same time. The SDK has 50 sockets, and a request that waits 3 seconds for one counts as a
 * connection that could not be established. Source: setConnectionTimeout in \@smithy/node-http-handler 4.14.2.
 */
const maxReceiptsInFlight = 32;

/** Records entries: a batch has one for each of its objects, up to 10,000. Starts no other after an error, and throws it. */
export async function recordEntries(ledger: Ledger, entries: readonly LedgerEntry[]): Promise<void> {
  // A generator, unlike the iterator of an array, ends for every loop when one of them throws.
  const waiting = (function* () {
    yield* entries;
  })();
  const recordWaiting = async () => {
    for (const entry of waiting) await ledger(entry);
  };
  await Promise.all(Array.from({ length: maxReceiptsInFlight }, recordWaiting));
}
