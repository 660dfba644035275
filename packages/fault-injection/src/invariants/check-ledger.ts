import type { ConsumerTrace, Gap, Trace } from '@headwaters/ledger';
import { type ByteRange, intersectRanges, mergeRanges, subtractRanges } from '@headwaters/pipeline-contract';
import { blockRange } from '@headwaters/record-codec';
import type { ConsumerEvidence, Evidence, RecordOutcome, Upload } from '../evidence/evidence.js';
import { recoveredBy } from '../evidence/recovery-evidence.js';
import { type Carrier, blockOfUpload, filePieces } from './upload-blocks.js';

/**
 * I1 in the ledger: the trace of each file agrees with the evidence. What a consumer accepted has a receipt, what has a
 * receipt is in the archive, what it quarantined is listed as quarantined, and no gap is still in flight.
 *
 * @returns One message per violation.
 */
export function checkLedger(evidence: Evidence): string[] {
  return evidence.uploads.flatMap((upload) => {
    const trace = evidence.traces.get(upload.file.name);
    if (trace === undefined) return [];
    return evidence.consumers.flatMap((consumer) => {
      const traced = trace.consumers.find(({ name }) => name === consumer.name);
      const subject = `${consumer.functionName}, ${upload.file.name}`;
      if (traced === undefined) return [`${subject}: the ledger has no trace`];
      const accepted = acceptedRanges(upload, consumer, evidence);
      return [
        ...checkReceipts(traced, accepted),
        ...checkComplete(upload, accepted, {
          traced,
          isRejected: evidence.rejections.has(upload.file.name),
        }),
        ...checkArchived(upload, consumer, { trace, traced }),
        ...traced.gaps.flatMap((gap) => checkGap(gap, upload, { consumer, evidence })),
      ].map((detail) => `${subject}: ${detail}`);
    });
  });
}

/** Accepted bytes have a receipt. */
function checkReceipts({ gaps }: ConsumerTrace, accepted: readonly ByteRange[]): string[] {
  const missing = intersectRanges(accepted, gaps);
  return missing.map((range) => `${describe(range)} were accepted but have no receipt`);
}

/** A file of which all bytes were accepted is complete. The size of a rejected file is unknown to the ledger. */
function checkComplete(
  upload: Upload,
  accepted: readonly ByteRange[],
  { traced, isRejected }: { readonly traced: ConsumerTrace; readonly isRejected: boolean },
): string[] {
  const file = { start: 0, end: upload.file.content.length };
  const isComplete = subtractRanges([file], accepted).length === 0;
  return isComplete && !traced.complete && !isRejected
    ? ['all bytes were accepted, but the ledger does not list the file as complete']
    : [];
}

/** Bytes with a receipt are in the archive, if the consumer has one. */
function checkArchived(
  upload: Upload,
  { archive }: ConsumerEvidence,
  { trace, traced }: { readonly trace: Trace; readonly traced: ConsumerTrace },
): string[] {
  if (archive === undefined) return [];
  const file = { start: 0, end: trace.sizeBytes ?? Infinity };
  const missing = subtractRanges(subtractRanges([file], traced.gaps), rangesOf(archive, upload));
  return missing.map((range) => `${describe(range)} have a receipt but are not in the archive`);
}

/** A gap has the state that the evidence shows. All work has ended, so nothing may be in flight. */
function checkGap(
  gap: Gap,
  upload: Upload,
  { consumer, evidence }: { readonly consumer: ConsumerEvidence; readonly evidence: Evidence },
): string[] {
  const rejection = evidence.rejections.get(upload.file.name);
  const deadLettered = rangesWithOutcome('deadLettered', upload, consumer);
  const quarantined = rangesWithOutcome('quarantined', upload, consumer);
  const isObserved = {
    'dead-lettered': subtractRanges([gap], deadLettered).length === 0,
    quarantined: subtractRanges([gap], quarantined).length === 0,
    rejected: rejection?.isInLedger === true,
    // Only without offsets, which no plan has.
    unknown: false,
    // No plan discards.
    discarded: false,
    missing:
      rejection !== undefined &&
      !rejection.isInLedger &&
      intersectRanges([gap], [...deadLettered, ...quarantined]).length === 0,
  }[gap.state];
  return isObserved
    ? []
    : [`${describe(gap)} are ${gap.state} in the ledger (${gap.why}), which was not observed`];
}

/** What a consumer accepted from its mapping and from recovery commands. */
function acceptedRanges(
  upload: Upload,
  { outcomes, functionName }: ConsumerEvidence,
  { recovery }: Evidence,
): readonly ByteRange[] {
  const accepted = outcomes.filter(({ kind }) => kind === 'accepted');
  return rangesOf([...accepted, ...recoveredBy(recovery, functionName)], upload);
}

/** If a part of a framed block has the outcome, this includes the complete range of the framed block. */
function rangesWithOutcome(
  outcome: RecordOutcome['kind'],
  upload: Upload,
  { outcomes }: ConsumerEvidence,
): readonly ByteRange[] {
  const blocks = outcomes
    .filter(({ kind }) => kind === outcome)
    .flatMap(({ carried }) => blockOfUpload(carried, upload) ?? []);
  return mergeRanges(blocks.map(blockRange));
}

function rangesOf(carriers: readonly Carrier[], upload: Upload): readonly ByteRange[] {
  const pieces = filePieces(carriers, upload);
  return mergeRanges(pieces.map(({ offset, rawLength }) => ({ start: offset, end: offset + rawLength })));
}

function describe({ start, end }: ByteRange): string {
  return `bytes ${start}-${end}`;
}
