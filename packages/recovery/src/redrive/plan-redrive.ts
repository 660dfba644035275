import { type Bill, priceUsage } from '@headwaters/bill';
import { maxDelivery } from '../delivery/invoke-consumer.js';
import type { RecoveryPlan } from '../progress.js';
import type { FailureCounts } from './failure-index.js';
import type { UploadIndex } from './redrive-uploads.js';

/** What the estimate assumes of every function: its memory, and how long an invocation and a megabyte take. */
const assumed = { gigabytes: 1, secondsPerInvocation: 1, secondsPerMegabyte: 1, receiptsPerInvocation: 2 };

/** Plans a redrive of the failures of some consumers, and of uploads. */
export function planRedrive(
  consumers: readonly FailureCounts[],
  uploads: Pick<UploadIndex, 'keys' | 'settled' | 'unreadable'> | undefined,
): RecoveryPlan {
  const sum = (name: keyof FailureCounts) => consumers.reduce((total, counts) => total + counts[name], 0);
  const heldBack = sum('heldBack');
  const unreadable = sum('unreadable') + (uploads?.unreadable ?? 0);
  const uploadCount = (uploads?.keys.length ?? 0) - (uploads?.settled ?? 0);
  const notes = [
    'The cost assumes functions of 1 GB that take 1 s for each invocation and 1 s for each MB.',
    ...(uploadCount > 0
      ? ['The size of failed uploads is unknown, so the cost has one invocation for each.']
      : []),
    ...(heldBack > 0
      ? ['Records held back must wait for older failures of their partition key that are not selected.']
      : []),
    ...(unreadable > 0 ? ['Objects that are not failures of this release are left alone.'] : []),
  ];
  return {
    counts: {
      failures: sum('failures') + (uploads?.keys.length ?? 0),
      records: sum('records'),
      files: sum('files'),
      alreadyAccepted: sum('settled'),
      heldBack,
      uploads: uploads?.keys.length ?? 0,
      uploadsAlreadyPublished: uploads?.settled ?? 0,
      unreadable,
    },
    bytes: sum('bytes'),
    cost: consumers.reduce(
      (total, counts) => addBills(total, estimate(counts)),
      estimateUploads(uploadCount),
    ),
    notes,
  };
}

function estimate({
  failures,
  records,
  settled,
  heldBack,
  bytes,
  files,
  recordsWithoutObject,
}: FailureCounts): Bill {
  const open = records - settled - heldBack;
  const encodedBytes = (bytes * 4) / 3;
  const invocations =
    open <= 0
      ? 0
      : Math.max(Math.ceil(encodedBytes / maxDelivery.dataBytes), Math.ceil(open / maxDelivery.records));
  const listings = 2 * Math.max(invocations, files);
  return priceUsage({
    // Each is read for the plan and for the delivery.
    s3Reads: 2 * failures,
    s3Writes: listings + recordsWithoutObject + invocations * assumed.receiptsPerInvocation,
    ...functionUsage(invocations, bytes),
  });
}

function estimateUploads(uploads: number): Bill {
  return priceUsage({
    s3Reads: 2 * uploads,
    // The ledger is listed before the invocation, and about four times after it.
    s3Writes: uploads * (5 + assumed.receiptsPerInvocation),
    ...functionUsage(uploads, 0),
  });
}

function functionUsage(invocations: number, bytes: number) {
  const seconds =
    invocations * assumed.secondsPerInvocation + (bytes / 1_000_000) * assumed.secondsPerMegabyte;
  return { lambdaRequests: invocations, lambdaGigabyteSeconds: seconds * assumed.gigabytes };
}

function addBills(left: Bill, right: Bill): Bill {
  const quantities = new Map<string, number>();
  for (const { item, quantity } of [...left.items, ...right.items])
    quantities.set(item, (quantities.get(item) ?? 0) + quantity);
  return priceUsage(Object.fromEntries(quantities));
}
