import { type Receipt, mergeRanges, subtractRanges } from '@headwaters/pipeline-contract';
import { type BlockSource, blockRange, sourceDigest } from '@headwaters/record-codec';
import type { InvocationEvent } from '@headwaters/stack-simulator';
import type { ConsumerEvidence, Evidence, RecordOutcome } from '../evidence/evidence.js';
import { failedInvocations, readDelivered, reportedFailure } from './consumer-invocations.js';

/**
 * I3: an invocation that reports a Kinesis record as failed writes no receipt for it or for one after it, although the sink
 * may have accepted some of those.
 *
 * @returns One message per violation.
 */
export function checkReceiptsBeforeFailure(evidence: Evidence): string[] {
  return evidence.consumers.flatMap((consumer) => {
    const outcomes = new Map(consumer.outcomes.map((outcome) => [outcome.sequenceNumber, outcome]));
    return failedInvocations(consumer, evidence).flatMap((invocation) => {
      const receipts = evidence.receipts.get(invocation.requestId) ?? [];
      const before = outcomesBeforeFailure(invocation, outcomes);
      return before === undefined
        ? []
        : receipts.flatMap((receipt) => checkReceipt(receipt, before, consumer));
    });
  });
}

/** Undefined if the invocation did not report where it failed. */
function outcomesBeforeFailure(
  invocation: InvocationEvent,
  outcomes: ReadonlyMap<string, RecordOutcome>,
): readonly RecordOutcome[] | undefined {
  const failed = reportedFailure(invocation);
  if (failed === undefined) return undefined;
  const sequenceNumbers = readDelivered(invocation).map(({ sequenceNumber }) => sequenceNumber);
  const before = sequenceNumbers.slice(0, sequenceNumbers.indexOf(failed));
  return before.flatMap((sequenceNumber) => outcomes.get(sequenceNumber) ?? []);
}

function checkReceipt(
  { source, outcome, offset, endOffset = offset, ranges = [[offset, endOffset]] }: Receipt,
  before: readonly RecordOutcome[],
  { functionName }: ConsumerEvidence,
): string[] {
  if (outcome !== 'accepted') return [];
  const digest = sourceDigest(source as BlockSource);
  const acceptable = before.flatMap(({ carried }) =>
    carried?.sourceDigest === digest ? [blockRange(carried)] : [],
  );
  const covered = ranges.map(([start, end]) => ({ start, end }));
  return subtractRanges(covered, mergeRanges(acceptable)).map(
    ({ start, end }) =>
      `${functionName} wrote a receipt for bytes ${start}-${end} of ${source.key} after a failed Kinesis record`,
  );
}
