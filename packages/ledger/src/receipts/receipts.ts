import type { S3Client } from '@aws-sdk/client-s3';
import {
  type ByteRange,
  type ObjectVersion,
  type Receipt,
  objectReceiptsPrefix,
  parseReceipt,
  parseReceiptKey,
} from '@headwaters/pipeline-contract';
import { ReceiptUnreadableError } from '../errors.js';
import { type ListedObject, listObjects, readTextObjects } from '../s3-objects.js';

/**
 * Reads all receipts of an object version, in key order.
 *
 * @throws {@link ReceiptUnreadableError} if an object under the prefix is not a receipt of a known version. Skipping it
 *   could report accepted bytes as missing.
 */
export async function readReceipts(
  s3: S3Client,
  ledgerBucket: string,
  source: ObjectVersion,
): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for await (const { key, text } of readTextObjects(
    s3,
    ledgerBucket,
    listReceipts(s3, ledgerBucket, source),
  )) {
    const receipt = parseReceipt(text);
    if (receipt === undefined) throw new ReceiptUnreadableError(ledgerBucket, key);
    receipts.push(receipt);
  }
  return receipts;
}

/** The key of another object may continue the prefix of this one. */
async function* listReceipts(
  s3: S3Client,
  bucket: string,
  source: ObjectVersion,
): AsyncGenerator<ListedObject, void> {
  const prefix = objectReceiptsPrefix(source);
  for await (const listed of listObjects(s3, { bucket, prefix })) {
    const objectPrefix = parseReceiptKey(listed.key)?.objectPrefix ?? prefix;
    if (objectPrefix === prefix) yield listed;
  }
}

/** Returns the complete ranges that a receipt covers, in order. Partitioned ranges are not included. */
export function rangesOfReceipt({ offset, endOffset = Infinity, ranges }: Receipt): ByteRange[] {
  return (ranges ?? [[offset, endOffset] as const]).map(([start, end]) => ({ start, end }));
}

/** Returns the receipts of one actor with one outcome. */
export function receiptsWith(
  receipts: readonly Receipt[],
  actor: string,
  outcome: Receipt['outcome'],
): readonly Receipt[] {
  return receipts.filter((receipt) => receipt.actor === actor && receipt.outcome === outcome);
}
