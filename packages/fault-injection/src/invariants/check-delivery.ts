import { crc32 } from 'node:zlib';
import type { CollectedRange } from '@headwaters/ledger';
import type { Block } from '@headwaters/record-codec';
import type { ConsumerEvidence, Evidence, RecordOutcome, Upload } from '../evidence/evidence.js';
import { filePieces } from './upload-blocks.js';

/**
 * I1: delivered + dead-lettered + rejected with reason = input, byte for byte. What is given up must have had a cause that
 * does not pass, and what a consumer accepted must be in its archive.
 *
 * @returns what is wrong, in sentences.
 */
export function checkDelivered(evidence: Evidence): string[] {
  return [
    ...evidence.losses.map((loss) => `lost without a destination: ${loss}`),
    ...evidence.uploads.flatMap((upload) => checkRejection(upload, evidence)),
    ...evidence.consumers.flatMap((consumer) => [
      ...evidence.uploads.flatMap((upload) => checkUpload(upload, consumer, evidence)),
      ...checkForeignRecords(consumer, evidence),
      ...checkDeadLettered(consumer, evidence),
      ...checkArchive(consumer),
    ]),
  ];
}

function checkRejection({ file }: Upload, { rejections, keyDenied, plan }: Evidence): string[] {
  const rejection = rejections.get(file.name);
  const isDamaged = file.damage !== undefined;
  if (rejection === undefined) return isDamaged ? [`${file.name} is damaged and was not rejected`] : [];
  const { reason } = rejection;
  const isClosed = plan.closedMinutes.producer > 0 && reason.startsWith('ZeroReservedConcurrency');
  // On a busy machine three short invocations may not be enough for a cell.
  const isStarved = plan.producer.timeoutSeconds !== undefined && reason.includes(': No time left');
  const isGone = file.fate === 'versionDeleted' || keyDenied.has(file.name);
  const isDue = isGone || isDamaged || isClosed || isStarved;
  return isDue ? [] : [`${file.name} was rejected (${reason}) without a lasting cause`];
}

function checkUpload(
  upload: Upload,
  { functionName, outcomes }: ConsumerEvidence,
  evidence: Evidence,
): string[] {
  const { content, name } = upload.file;
  const blocks = filePieces(outcomes, upload).sort((a, b) => a.offset - b.offset);
  const changed = blocks.filter((block) => !isSame(block, content));
  let covered = 0;
  const gaps: string[] = [];
  for (const { offset, rawLength } of blocks) {
    if (offset > covered) gaps.push(`${covered}-${offset}`);
    covered = Math.max(covered, offset + rawLength);
  }
  if (covered < content.length) gaps.push(`${covered}-${content.length}`);
  const isWhole = gaps.length === 0 || evidence.rejections.has(name);
  return [
    ...changed.map(({ offset }) => `${functionName} got other bytes of ${name} at ${offset}`),
    ...(isWhole ? [] : [`${functionName} never got bytes ${gaps.join(', ')} of ${name} (${content.length})`]),
  ];
}

function isSame(piece: Block | CollectedRange, content: Buffer): boolean {
  const { offset, rawLength, bytes } = piece;
  const expected = content.subarray(offset, offset + rawLength);
  if (expected.length !== rawLength) return false;
  const isReference = 'isReference' in piece && piece.isReference;
  return isReference ? crc32(expected) === piece.referenceCrc32 : expected.equals(bytes);
}

function checkForeignRecords(
  { functionName, outcomes, archive }: ConsumerEvidence,
  evidence: Evidence,
): string[] {
  const mayBeDenied = archive !== undefined && evidence.archiveDenials > 0;
  return evidence.foreignRecords.flatMap(({ data, kind, partitionKey }) => {
    const kinds = outcomes.filter((outcome) => outcome.data.equals(data)).map((outcome) => outcome.kind);
    const isRefused = kind === 'undecodable' || (kind === 'refused' && archive !== undefined);
    const expected = isRefused ? 'deadLettered' : 'accepted';
    const isRight = kinds.length === 1 && (kinds[0] === expected || (kind === 'plain' && mayBeDenied));
    const seen = kinds.join(' and ') || 'lost';
    return isRight ? [] : [`${functionName}: ${kind} record of ${partitionKey} is ${seen}, not ${expected}`];
  });
}

/** Of records of the files: what becomes of foreignRecords' is another matter. */
function checkDeadLettered(
  { functionName, outcomes, archive }: ConsumerEvidence,
  evidence: Evidence,
): string[] {
  const isForeign = (data: Buffer) => evidence.foreignRecords.some((stranger) => stranger.data.equals(data));
  const deadLettered = outcomes.filter(({ kind, data }) => kind === 'deadLettered' && !isForeign(data));
  const allowed = archive === undefined ? 0 : evidence.archiveDenials;
  const contents = new Set(deadLettered.map(({ data }) => data.toString('base64')));
  return contents.size <= allowed
    ? []
    : [`${functionName}: ${contents.size} records were given up; ${allowed} had a lasting cause`];
}

function checkArchive({ functionName, outcomes, archive }: ConsumerEvidence): string[] {
  if (archive === undefined) return [];
  const archived = new Set(archive.map(({ data }) => data.toString('base64')));
  return outcomes
    .filter(({ kind, data }) => kind === 'accepted' && !archived.has(data.toString('base64')))
    .map((outcome) => `${functionName} accepted ${wordsFor(outcome)} and did not archive it`);
}

function wordsFor({ decoded, partitionKey }: RecordOutcome): string {
  return decoded?.profile === 'block' ? `byte ${decoded.block.offset} of a file` : partitionKey;
}
