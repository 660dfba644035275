import type { ConsumerTrace, Gap, Trace } from '@headwaters/ledger';
import { type ByteRange, intersectRanges, mergeRanges, subtractRanges } from '@headwaters/pipeline-contract';
import { type DecodedRecord, blockRange } from '@headwaters/record-codec';
import type { ConsumerEvidence, Evidence, Upload } from '../evidence/evidence.js';
import { blockOfUpload, filePieces } from './upload-blocks.js';

/**
 * I1, as the ledger tells it: its trace of each file agrees with what was seen. What a consumer accepted has a receipt, what has
 * a receipt is in the archive, what was given up is told as dead-lettered, and nothing is missing without an end.
 *
 * @returns what is wrong, in sentences.
 */
export function checkLedger(evidence: Evidence): string[] {
  return evidence.uploads.flatMap((upload) => {
    const trace = evidence.traces.get(upload.file.name);
    if (trace === undefined) return [];
    return evidence.consumers.flatMap((consumer) => {
      const told = trace.consumers.find(({ name }) => name === consumer.name);
      const where = `${consumer.functionName}, ${upload.file.name}`;
      if (told === undefined) return [`the ledger does not know ${where}`];
      return [
        ...checkAccepted(upload, consumer, told),
        ...checkWhole(upload, consumer, { told, isRejected: evidence.rejections.has(upload.file.name) }),
        ...checkArchived(upload, consumer, { trace, told }),
        ...told.gaps.flatMap((gap) => checkGap(gap, upload, { consumer, evidence })),
      ].map((detail) => `${where}: ${detail}`);
    });
  });
}

function checkAccepted(upload: Upload, consumer: ConsumerEvidence, { gaps }: ConsumerTrace): string[] {
  const untold = intersectRanges(acceptedRanges(upload, consumer), gaps);
  return untold.map((range) => `no receipt for ${wordsFor(range)}, which were accepted`);
}

/** A file that was rejected has no known end: there may be bytes behind those that arrived. */
function checkWhole(
  upload: Upload,
  consumer: ConsumerEvidence,
  { told, isRejected }: { readonly told: ConsumerTrace; readonly isRejected: boolean },
): string[] {
  const whole = { start: 0, end: upload.file.content.length };
  const isWhole = subtractRanges([whole], acceptedRanges(upload, consumer)).length === 0;
  return isWhole && !told.complete && !isRejected ? ['whole, but the ledger does not say so'] : [];
}

function acceptedRanges(upload: Upload, { outcomes }: ConsumerEvidence): readonly ByteRange[] {
  const accepted = outcomes.filter(({ kind }) => kind === 'accepted');
  return rangesOf(accepted, upload);
}

/** What has a receipt of a consumer that archives is in its archive. */
function checkArchived(
  upload: Upload,
  { archive }: ConsumerEvidence,
  { trace, told }: { readonly trace: Trace; readonly told: ConsumerTrace },
): string[] {
  if (archive === undefined) return [];
  const whole = { start: 0, end: trace.sizeBytes ?? Infinity };
  const missing = subtractRanges(subtractRanges([whole], told.gaps), rangesOf(archive, upload));
  return missing.map((range) => `a receipt for ${wordsFor(range)}, which are not in the archive`);
}

/** A gap must be of the kind that was seen: work is over, so that nothing can be under way any more. */
function checkGap(
  gap: Gap,
  upload: Upload,
  { consumer, evidence }: { readonly consumer: ConsumerEvidence; readonly evidence: Evidence },
): string[] {
  const rejection = evidence.rejections.get(upload.file.name);
  const deadLettered = deadLetteredRanges(upload, consumer);
  const isRight = {
    'dead-lettered': subtractRanges([gap], deadLettered).length === 0,
    rejected: rejection?.isInLedger === true,
    missing:
      rejection !== undefined && !rejection.isInLedger && intersectRanges([gap], deadLettered).length === 0,
  }[gap.state];
  return isRight ? [] : [`${wordsFor(gap)} are ${gap.state} (${gap.why}), which nobody saw`];
}

/** Of a framed block the whole range that it is a part of. */
function deadLetteredRanges(upload: Upload, { outcomes }: ConsumerEvidence): readonly ByteRange[] {
  const blocks = outcomes
    .filter(({ kind }) => kind === 'deadLettered')
    .flatMap(({ decoded }) => blockOfUpload(decoded, upload) ?? []);
  return mergeRanges(blocks.map(blockRange));
}

function rangesOf(
  carriers: readonly { readonly decoded: DecodedRecord | undefined }[],
  upload: Upload,
): readonly ByteRange[] {
  const pieces = filePieces(carriers, upload);
  return mergeRanges(pieces.map(({ offset, rawLength }) => ({ start: offset, end: offset + rawLength })));
}

function wordsFor({ start, end }: ByteRange): string {
  return `bytes ${start}-${end}`;
}
