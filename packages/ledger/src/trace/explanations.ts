import {
  type ByteRange,
  type PartitionedRange,
  type Receipt,
  subtractRanges,
} from '@headwaters/pipeline-contract';
import type { DeadLetter, Failures } from '../failures/failures.js';
import type { Explanation, GapReason, GapState } from './gap.js';
import { PartSet } from '../receipts/part-set.js';
import { rangesOfReceipt, receiptsWith } from '../receipts/receipts.js';

/** Explains what the producer did not publish, for any actor: an operator discarded it, or the producer rejected it. */
export function explainUnpublished(receipts: readonly Receipt[]): Explanation[] {
  const published = receiptsWith(receipts, 'producer', 'published').flatMap(rangesOfReceipt);
  const explanations = [
    ...explainDiscards(receipts, { name: 'producer', accepted: new PartSet([]) }),
    ...explainRejections(receipts, 'producer'),
  ];
  // Their end is often unknown, and what was published later is no longer theirs.
  return explanations.map(({ ranges, reason }) => ({ ranges: subtractRanges(ranges, published), reason }));
}

/** Explains what an operator discarded of an actor's failures. */
export function explainDiscards(
  receipts: readonly Receipt[],
  { name, accepted }: { readonly name: string; readonly accepted: PartSet },
): Explanation[] {
  const discarded = receiptsWith(receipts, name, 'discarded').map((receipt) => {
    const { at, reason, by, divided = [] } = receipt;
    const why = `${reason?.message ?? 'no reason given'}, by ${by ?? 'unknown'}`;
    return { at, why, ranges: rangesOfReceipt(receipt), divided };
  });
  return explainFailures('discarded', discarded, accepted);
}

/** Explains what an actor rejected. */
export function explainRejections(receipts: readonly Receipt[], actor: string): Explanation[] {
  return receiptsWith(receipts, actor, 'rejected').map((receipt) => {
    const reason = { state: 'rejected', at: receipt.at, why: reasonOfReceipt(receipt) } as const;
    return { ranges: rangesOfReceipt(receipt), reason };
  });
}

function reasonOfReceipt({ reason }: Receipt): string {
  return reason === undefined ? 'no reason given' : `${reason.code}: ${reason.message}`;
}

/** Explains what the consumer quarantined: by its receipts, and by what it quarantined without decoding it. */
export function explainQuarantine(
  receipts: readonly Receipt[],
  failures: Failures,
  { name, accepted }: { readonly name: string; readonly accepted: PartSet },
): Explanation[] {
  const recorded = receiptsWith(receipts, name, 'quarantined').map((receipt) => {
    const { at, divided = [] } = receipt;
    return { at, why: reasonOfReceipt(receipt), ranges: rangesOfReceipt(receipt), divided };
  });
  const undecoded = failures.quarantined.filter(({ consumer }) => consumer === name);
  return explainFailures('quarantined', [...recorded, ...undecoded], accepted);
}

/** Explains what Lambda dead-lettered instead of delivering it to a consumer again. */
export function explainDeadLetters(
  failures: Failures,
  functionName: string,
  accepted: PartSet,
): Explanation[] {
  const letters = failures.deadLetters.filter((letter) => letter.functionName === functionName);
  return explainFailures('dead-lettered', letters, accepted);
}

/** Blocks that a consumer does not have, and why. */
interface FailedBlocks {
  readonly at: string;
  readonly why: string;
  readonly ranges: readonly ByteRange[];
  readonly divided: readonly PartitionedRange[];
}

/** The latest failure of a range explains it. */
function explainFailures(state: GapState, failed: readonly FailedBlocks[], accepted: PartSet): Explanation[] {
  return sortLatestFirst(failed).flatMap((blocks) => [
    { ranges: blocks.ranges, reason: { state, at: blocks.at, why: blocks.why } },
    ...explainFailedParts(state, blocks, accepted),
  ]);
}

/** A failed part makes its complete range a gap, unless the part was accepted as well. */
function explainFailedParts(
  state: GapState,
  { divided, at, why }: FailedBlocks,
  accepted: PartSet,
): Explanation[] {
  return divided.flatMap((range) => {
    const missing = accepted.missingIndexes(range);
    if (missing.length === 0) return [];
    const part = `part ${missing.join(', ')} of ${range.count} (0-based)`;
    return {
      ranges: [{ start: range.offset, end: range.endOffset }],
      reason: { state, at, why: `${part}: ${why}` },
    };
  });
}

/** Explains ranges that were published without offsets: no consumer can write receipts of them. */
export function explainUnknown(receipts: readonly Receipt[]): Explanation[] {
  const published = receiptsWith(receipts, 'producer', 'published');
  return published
    .filter(({ wire }) => wire?.hasOffsets === false)
    .map((receipt) => {
      const reason = { state: 'unknown', at: receipt.at, why: withoutOffsets } as const;
      return { ranges: rangesOfReceipt(receipt), reason };
    });
}

const withoutOffsets =
  'published with the value of a field as partition key, so its Kinesis records do not say which bytes they carry';

/** Explains ranges that are in flight, at least since the producer's latest receipt. */
export function explainInFlight(receipts: readonly Receipt[], accepted: PartSet): Explanation[] {
  const published = receiptsWith(receipts, 'producer', 'published');
  const [latest] = sortLatestFirst(published);
  if (latest === undefined) return [];
  const { at } = latest;
  return [
    ...accepted.incompleteRanges().map(({ partCount, count, ...range }): Explanation => {
      const why = `published, ${partCount} of ${count} parts acknowledged`;
      return { ranges: [range], reason: { state: 'missing', at, why } };
    }),
    {
      ranges: published.flatMap(rangesOfReceipt),
      reason: { state: 'missing', at, why: 'published, not acknowledged yet' },
    },
  ];
}

/** Explains what the producer has not published. */
export function unpublishedReason({ uploads }: Failures): GapReason {
  const [latest] = sortLatestFirst<DeadLetter>(uploads);
  if (latest === undefined)
    return { state: 'missing', at: undefined, why: 'no receipt from the producer yet' };
  return { state: 'missing', at: latest.at, why: `not published: ${latest.why}` };
}

function sortLatestFirst<Event extends { readonly at: string }>(events: readonly Event[]): Event[] {
  return [...events].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
