import {
  type ByteRange,
  mergeRanges,
  type ObjectVersion,
  type PartitionedRange,
  type Receipt,
} from '@headwaters/pipeline-contract';
import type { CarriedRange, RecordContent } from '../failures/carried-range.js';
import { sourceId } from '../redrive/settlement.js';

/** Who discards, why, and for which actor. */
export interface DiscardReason {
  readonly actor: string;
  readonly why: string;
  /** The ARN of the caller. */
  readonly by: string;
  /** In ISO 8601. */
  readonly at: string;
}

/** The code of the reason in receipts of discarded ranges. */
const discardedCode = 'HEADWATERS_DISCARDED';

/** Returns the receipts of discarded Kinesis records: for each object one for each contiguous range, and one for all parts. */
export function discardReceipts(contents: readonly RecordContent[], reason: DiscardReason): Receipt[] {
  const objects = new Map<string, CarriedRange[]>();
  for (const content of contents) {
    if (typeof content === 'string') continue;
    const id = sourceId(content.source);
    objects.set(id, [...(objects.get(id) ?? []), content]);
  }
  return [...objects.values()].flatMap((carried) => receiptsOfObject(carried, reason));
}

function receiptsOfObject(carried: readonly CarriedRange[], reason: DiscardReason): Receipt[] {
  const [first] = carried;
  if (first === undefined) return [];
  const { source } = first;
  const complete = carried.filter(({ part }) => part === undefined);
  const receipts = mergeRanges(complete.map(({ range }) => range)).map((range) => {
    const inside = complete.filter(({ range: { start } }) => start >= range.start && start < range.end);
    return discardReceipt(source, { range, recordCount: countRecords(inside) }, reason);
  });
  const parts = carried.filter(({ part }) => part !== undefined);
  if (parts.length === 0) return receipts;
  const start = Math.min(...parts.map(({ range }) => range.start));
  const end = Math.max(...parts.map(({ range }) => range.end));
  const partReceipt = discardReceipt(
    source,
    { range: { start, end }, recordCount: countRecords(parts) },
    reason,
  );
  return [...receipts, { ...partReceipt, ranges: [], divided: mergeParts(parts) }];
}

/**
 * Returns the receipt of a discarded range.
 *
 * @param range.end - `Infinity` if the end of the object is unknown.
 */
export function discardReceipt(
  { bucket, key, versionId }: ObjectVersion,
  { range: { start, end }, recordCount }: { readonly range: ByteRange; readonly recordCount: number },
  { actor, why, by, at }: DiscardReason,
): Receipt {
  return {
    receiptVersion: 1,
    source: { bucket, key, versionId },
    ...{ actor, outcome: 'discarded', offset: start, isLast: false, recordCount },
    ...(Number.isFinite(end) && { endOffset: end }),
    ...{ reason: { code: discardedCode, message: why }, by, at },
  };
}

function countRecords(carried: readonly CarriedRange[]): number {
  return carried.reduce((sum, { recordCount }) => sum + recordCount, 0);
}

/** Joins the parts of each range. */
function mergeParts(carried: readonly CarriedRange[]): PartitionedRange[] {
  const ranges = new Map<string, PartitionedRange>();
  for (const { part } of carried) {
    if (part === undefined) continue;
    const { offset, endOffset, count } = part;
    const id = JSON.stringify([offset, endOffset, count]);
    const indexes = new Set([...(ranges.get(id)?.indexes ?? []), ...part.indexes]);
    ranges.set(id, { offset, endOffset, count, indexes: [...indexes].sort((a, b) => a - b) });
  }
  return [...ranges.values()].sort((a, b) => a.offset - b.offset);
}
