import { receiptRoot } from '@headwaters/pipeline-contract';
import type { Permission } from './permission.js';
import type { PrivateBucket } from './private-bucket.js';

/** What a function needs to keep the ledger: to write receipts, never to read or delete one. */
export function receiptPermissions(ledger: PrivateBucket): Permission[] {
  return ledger.writePermissions('WriteReceipts', { prefix: receiptRoot });
}
