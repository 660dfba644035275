import type { S3Client } from '@aws-sdk/client-s3';
import { parseReceipt, objectReceiptsPrefix, type ObjectVersion, type Receipt } from '@headwaters/pipeline-contract';
import { ReceiptUnreadableError } from '../error/receipt-unreadable-error.js';
import { listObjects } from '../storage/list-objects.js';
import { readTexts } from '../storage/read-texts.js';

/**
 * Reads all receipts of one version of an object, in the order of their keys.
 *
 * @throws {@link ReceiptUnreadableError} if what lies there is no receipt that this version knows: to go on without it
 * could report as missing what is not.
 */
export async function readReceipts(
  s3: S3Client,
  ledgerBucket: string,
  source: ObjectVersion,
): Promise<Receipt[]> {
  const listing = listObjects(s3, { bucket: ledgerBucket, prefix: objectReceiptsPrefix(source) });
  const receipts: Receipt[] = [];
  for await (const { key, text } of readTexts(s3, ledgerBucket, listing)) {
    const receipt = parseReceipt(text);
    if (receipt === undefined) throw new ReceiptUnreadableError(ledgerBucket, key);
    receipts.push(receipt);
  }
  return receipts;
}
