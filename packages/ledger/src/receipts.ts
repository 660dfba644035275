import type { S3Client } from '@aws-sdk/client-s3';
import {
  type ByteRange,
  type ObjectVersion,
  type Receipt,
  objectReceiptsPrefix,
  parseReceipt,
} from '@headwaters/pipeline-contract';
import { ReceiptUnreadableError } from './errors.js';
import { listObjects, readTexts } from './s3-objects.js';

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

/** The bytes that a receipt is about, in order. */
export function rangesOfReceipt({ offset, endOffset = Infinity, ranges }: Receipt): ByteRange[] {
  return (ranges ?? [[offset, endOffset] as const]).map(([start, end]) => ({ start, end }));
}
