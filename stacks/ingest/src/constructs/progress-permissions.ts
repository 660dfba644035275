import { receiptRoot } from '@headwaters/pipeline-contract';
import type { Permission } from './permission.js';
import type { PrivateBucket } from './private-bucket.js';

/** What the producer needs to begin again where it was left: to list and read its own receipts, and no consumer's. */
export function progressPermissions(ledger: PrivateBucket): Permission[] {
  return ledger.browsePermissions('OwnReceipts', `${receiptRoot}*/producer/`);
}
