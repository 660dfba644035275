import { crc32 } from 'node:zlib';
import type { CollectedRange } from '@headwaters/ledger';
import type { Block } from '@headwaters/record-codec';
import type { ConsumerEvidence, Evidence, RecordOutcome, Upload } from '../evidence/evidence.js';
import { filePieces } from './upload-blocks.js';

/**
 * I1: delivered + dead-lettered + rejected with a reason = input, byte for byte. Every rejection and dead letter has a
 * permanent cause, and an archive contains what its consumer accepted.
 *
 * @returns One message per violation.
 */
export function checkDelivery(evidence: Evidence): string[] {
  return [
    ...evidence.losses.map((loss) => `dropped without a failure destination: ${loss}`),
    ...evidence.uploads.flatMap((upload) => checkRejection(upload, evidence)),
    ...evidence.consumers.flatMap((consumer) => [
      ...evidence.uploads.flatMap((upload) => checkUpload(upload, consumer, evidence)),
      ...checkForeignRecords(consumer, evidence),
      ...checkDeadLetters(consumer, evidence),
      ...checkArchive(consumer),
    ]),
  ];
}

function checkRejection({ file }: Upload, { rejections, keyDenied, plan }: Evidence): string[] {
  const rejection = rejections.get(file.name);
  const isDamaged = file.damage !== undefined;
  if (rejection === undefined) return isDamaged ? [`${file.name} is damaged but was not rejected`] : [];
  const { reason } = rejection;
  const hadZeroConcurrency =
    plan.zeroConcurrencyMinutes.producer > 0 && reason.startsWith('ZeroReservedConcurrency');
  // On a busy machine three short invocations may not be enough for one cell.
  const ranOutOfTime = plan.producer.timeoutSeconds !== undefined && reason.includes(': No time left');
  const isUnavailable = file.objectChange === 'versionDeleted' || keyDenied.has(file.name);
  const hasCause = isUnavailable || isDamaged || hadZeroConcurrency || ranOutOfTime;
  return hasCause ? [] : [`${file.name} was rejected without a permanent cause: ${reason}`];
}

function checkUpload(
  upload: Upload,
  { functionName, outcomes }: ConsumerEvidence,
  evidence: Evidence,
): string[] {
  const { content, name } = upload.file;
  const pieces = filePieces(outcomes, upload).sort((a, b) => a.offset - b.offset);
  const changed = pieces.filter((piece) => !hasContent(piece, content));
  const gaps = evidence.rejections.has(name) ? [] : findGaps(pieces, content.length);
  return [
    ...changed.map(({ offset }) => `${functionName} received changed bytes of ${name} at offset ${offset}`),
    ...(gaps.length === 0
      ? []
      : [`${functionName} did not receive bytes ${gaps.join(', ')} of ${name} (${content.length} bytes)`]),
  ];
}

type Piece = Block | CollectedRange;

function hasContent(piece: Piece, content: Buffer): boolean {
  const { offset, rawLength, bytes } = piece;
  const expected = content.subarray(offset, offset + rawLength);
  if (expected.length !== rawLength) return false;
  const isReference = 'isReference' in piece && piece.isReference;
  return isReference ? crc32(expected) === piece.referenceCrc32 : expected.equals(bytes);
}

/** @param pieces - In order of their offsets. */
function findGaps(pieces: readonly Piece[], length: number): string[] {
  const gaps: string[] = [];
  let covered = 0;
  for (const { offset, rawLength } of pieces) {
    if (offset > covered) gaps.push(`${covered}-${offset}`);
    covered = Math.max(covered, offset + rawLength);
  }
  if (covered < length) gaps.push(`${covered}-${length}`);
  return gaps;
}

function checkForeignRecords(
  { functionName, outcomes, archive }: ConsumerEvidence,
  { foreignRecords, archiveDenials }: Evidence,
): string[] {
  const mayBeDenied = archive !== undefined && archiveDenials > 0;
  return foreignRecords.flatMap(({ data, kind, partitionKey }) => {
    const observed = outcomes.filter((outcome) => outcome.data.equals(data)).map((outcome) => outcome.kind);
    const isRefused = kind === 'undecodable' || (kind === 'refused' && archive !== undefined);
    const expected = isRefused ? 'deadLettered' : 'accepted';
    const isExpected =
      observed.length === 1 && (observed[0] === expected || (kind === 'plain' && mayBeDenied));
    const words = observed.join(' and ') || 'lost';
    return isExpected
      ? []
      : [
          `${functionName}: ${kind} foreign record with key ${partitionKey} is ${words}, expected ${expected}`,
        ];
  });
}

/** Checks the dead letters of the uploads; {@link checkForeignRecords} checks those of foreign records. */
function checkDeadLetters(
  { functionName, outcomes, archive }: ConsumerEvidence,
  { foreignRecords, archiveDenials }: Evidence,
): string[] {
  const isForeign = (data: Buffer) => foreignRecords.some((foreign) => foreign.data.equals(data));
  const deadLettered = outcomes.filter(({ kind, data }) => kind === 'deadLettered' && !isForeign(data));
  const allowed = archive === undefined ? 0 : archiveDenials;
  const contents = new Set(deadLettered.map(({ data }) => data.toString('base64')));
  return contents.size <= allowed
    ? []
    : [
        `${functionName}: ${contents.size} Kinesis records were dead-lettered; permanent causes explain ${allowed}`,
      ];
}

function checkArchive({ functionName, outcomes, archive }: ConsumerEvidence): string[] {
  if (archive === undefined) return [];
  const archived = new Set(archive.map(({ data }) => data.toString('base64')));
  return outcomes
    .filter(({ kind, data }) => kind === 'accepted' && !archived.has(data.toString('base64')))
    .map((outcome) => `${functionName} accepted ${describeRecord(outcome)} but did not archive it`);
}

function describeRecord({ decoded, partitionKey }: RecordOutcome): string {
  if (decoded?.profile !== 'block') return `the Kinesis record with key ${partitionKey}`;
  const { source, offset } = decoded.block;
  return `the block at offset ${offset} of ${source.key}`;
}
