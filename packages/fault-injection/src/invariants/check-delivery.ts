import { crc32 } from 'node:zlib';
import type { CollectedRange } from '@headwaters/ledger';
import type { Block } from '@headwaters/record-codec';
import type { ConsumerEvidence, Evidence, RecordOutcome, Upload } from '../evidence/evidence.js';
import { filePieces } from './upload-blocks.js';

/**
 * I1: accepted + quarantined + rejected with a reason = input, byte for byte. Only corrupt content is rejected; an event that
 * failed at every attempt is kept by its failure destination. No Kinesis record is dead-lettered: nothing fails until the age
 * limit. An archive contains what its consumer accepted.
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
      ...checkDeadLetters(consumer),
      ...checkArchive(consumer),
    ]),
  ];
}

function checkRejection(upload: Upload, evidence: Evidence): string[] {
  const { file } = upload;
  const rejection = evidence.rejections.get(file.name);
  const isDamaged = file.damage !== undefined;
  if (rejection === undefined) return isDamaged ? [`${file.name} is damaged but was not rejected`] : [];
  const { reason, isInLedger } = rejection;
  if (isInLedger) return isDamaged ? [] : [`${file.name} was rejected, but its content is valid: ${reason}`];
  return hasFailedAttempts(upload, reason, evidence)
    ? []
    : [`${file.name} was dead-lettered without a cause: ${reason}`];
}

/** Time between the first attempt at an event and the third, which is the last. */
const lastAttemptMillis = 180_000;

/** Whether something that was injected explains that every attempt at an upload's event failed. */
function hasFailedAttempts(
  { file, dueMillis }: Upload,
  reason: string,
  { plan, startMillis, keyDenied }: Evidence,
): boolean {
  const { producer, faults, outages, zeroConcurrencyMinutes } = plan;
  if (file.objectChange === 'versionDeleted' || keyDenied.has(file.name)) return true;
  if (zeroConcurrencyMinutes.producer > 0 && reason.startsWith('ZeroReservedConcurrency')) return true;
  const isShort = producer.timeoutSeconds !== undefined;
  // On a busy machine three short invocations may not be enough for one cell.
  if (isShort && reason.includes(': No time left')) return true;
  // An outage that ends before the last attempt is enough only together with other faults.
  const callFaults = faults.failed + faults.reset + faults.lostResponse;
  const hasFurtherFaults = isShort || faults.producerCrashes + callFaults > 0;
  const failsUntilMillis = dueMillis + (hasFurtherFaults ? 0 : lastAttemptMillis);
  return outages.some(
    ({ caller, endSeconds }) => caller === 'producer' && startMillis + endSeconds * 1_000 > failsUntilMillis,
  );
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

/** Every foreign record has one outcome. Which one it is, I6 checks. */
function checkForeignRecords(
  { functionName, outcomes }: ConsumerEvidence,
  { foreignRecords }: Evidence,
): string[] {
  return foreignRecords.flatMap(({ data, kind, partitionKey }) => {
    const count = outcomes.filter((outcome) => outcome.data.equals(data)).length;
    return count === 1
      ? []
      : [`${functionName}: ${kind} foreign record with key ${partitionKey} has ${count} outcomes`];
  });
}

function checkDeadLetters({ functionName, outcomes }: ConsumerEvidence): string[] {
  const deadLettered = outcomes.filter(({ kind }) => kind === 'deadLettered');
  return deadLettered.map((outcome) => `${functionName}: ${describeRecord(outcome)} was dead-lettered`);
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
