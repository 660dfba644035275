import { receiptKey } from './receipt-key.js';
import type { Receipt } from './receipt.js';

/** A receipt as S3 keeps it: the fields of a PutObject request, but for the bucket. */
export function receiptObject(receipt: Receipt): { Key: string; Body: string; ContentType: string } {
  return { Key: receiptKey(receipt), Body: JSON.stringify(receipt), ContentType: 'application/json' };
}
