import { type ByteRange, mergeRanges, subtractRanges } from '@headwaters/pipeline-contract';
import { type CarriedBlock, detectEncoding } from '@headwaters/record-codec';
import type {
  ArchivedObject,
  ConsumerEvidence,
  Evidence,
  RecordOutcome,
  Upload,
} from '../evidence/evidence.js';
import { type ProducerPlan, cellBytes } from '../plan/producer-plan.js';
import type { FilePlan } from '../plan/seed-plan.js';
import { recoveredBy } from '../evidence/recovery-evidence.js';
import { type Piece, carriedId, filePieces, hasContent } from './upload-blocks.js';

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
      ...checkArchive(consumer, evidence),
      ...evidence.uploads.flatMap((upload) => checkArchived(upload, consumer)),
    ]),
  ];
}

function checkRejection(upload: Upload, evidence: Evidence): string[] {
  const { file } = upload;
  const rejection = evidence.rejections.get(file.name);
  const mustBeRejected = file.damage !== undefined || looksLikeUtf16(file, evidence.plan.producer);
  if (rejection === undefined) return mustBeRejected ? [`${file.name} is damaged but was not rejected`] : [];
  const { reason, isInLedger } = rejection;
  if (isInLedger)
    return mustBeRejected ? [] : [`${file.name} was rejected, but its content is valid: ${reason}`];
  return hasFailedAttempts(upload, reason, evidence)
    ? []
    : [`${file.name} was dead-lettered without a cause: ${reason}`];
}

/** Most bytes by which the producer finds out the encoding, if a cell has as many. */
const maxHeadBytes = 65_536;

/** Whether the producer must reject a file because its text is not UTF-8, as the setting says. A whole file is not cut. */
function looksLikeUtf16({ content }: FilePlan, { encoding, layout }: ProducerPlan): boolean {
  if (encoding === 'auto' || layout === 'whole') return false;
  return detectEncoding(content.subarray(0, Math.min(maxHeadBytes, cellBytes))) !== 'utf-8';
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
  const { recovery } = evidence;
  const isFilled = recovery.filledFunction === functionName;
  const received = isFilled ? [...outcomes, ...recoveredBy(recovery, functionName)] : outcomes;
  const pieces = filePieces(received, upload).sort((a, b) => a.offset - b.offset);
  const changed = pieces.filter((piece) => !hasContent(piece, content));
  const gaps = evidence.rejections.has(name) ? [] : findGaps(pieces, content.length);
  return [
    ...changed.map(({ offset }) => `${functionName} received changed bytes of ${name} at offset ${offset}`),
    ...(gaps.length === 0
      ? []
      : [`${functionName} did not receive bytes ${gaps.join(', ')} of ${name} (${content.length} bytes)`]),
  ];
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

/** Every foreign record has one outcome. Which one it is, I6 checks. A consumer that is filled gets none from before its start. */
function checkForeignRecords(
  { functionName, outcomes }: ConsumerEvidence,
  { foreignRecords, recovery }: Evidence,
): string[] {
  const isFilled = recovery.filledFunction === functionName;
  return foreignRecords.flatMap(({ data, kind, partitionKey }) => {
    const count = outcomes.filter((outcome) => outcome.data.equals(data)).length;
    return count === 1 || (isFilled && count === 0)
      ? []
      : [`${functionName}: ${kind} foreign record with key ${partitionKey} has ${count} outcomes`];
  });
}

function checkDeadLetters({ functionName, outcomes }: ConsumerEvidence): string[] {
  const deadLettered = outcomes.filter(({ kind }) => kind === 'deadLettered');
  return deadLettered.map((outcome) => `${functionName}: ${describeRecord(outcome)} was dead-lettered`);
}

function checkArchive(
  { functionName, outcomes, archive }: ConsumerEvidence,
  { recovery }: Evidence,
): string[] {
  if (archive === undefined) return [];
  const contents = new ArchiveContents(archive);
  const accepted = outcomes.filter(({ kind }) => kind === 'accepted');
  return [...accepted, ...recoveredBy(recovery, functionName)]
    .filter((record) => !contents.has(record))
    .map((outcome) => `${functionName} accepted ${describeRecord(outcome)} but did not archive it`);
}

/** What an archive holds: blocks and foreign data unchanged, aggregates as blocks, and plain records in runs. */
class ArchiveContents {
  readonly #data: ReadonlySet<string>;
  readonly #blocks: ReadonlySet<string>;
  /** By digest of the object. */
  readonly #runs = new Map<string, ByteRange[]>();

  constructor(archive: readonly ArchivedObject[]) {
    this.#data = new Set(archive.map(({ data }) => data.toString('base64')));
    const carried = archive.flatMap((object) => object.carried ?? []);
    this.#blocks = new Set(carried.map(identify));
    for (const { wire, sourceDigest, offset, rawLength } of carried) {
      if (wire !== 'plain') continue;
      const range = { start: offset, end: offset + rawLength };
      this.#runs.set(sourceDigest, mergeRanges([...(this.#runs.get(sourceDigest) ?? []), range]));
    }
  }

  has({ carried, data }: Pick<RecordOutcome, 'carried' | 'data'>): boolean {
    if (carried === undefined || carried.wire === 'block') return this.#data.has(data.toString('base64'));
    if (carried.wire === 'kpl') return this.#blocks.has(identify(carried));
    const { sourceDigest, offset, rawLength } = carried;
    const range = { start: offset, end: offset + rawLength };
    return subtractRanges([range], this.#runs.get(sourceDigest) ?? []).length === 0;
  }
}

function identify(carried: CarriedBlock): string {
  return JSON.stringify([carriedId(carried), carried.rawLength, carried.part]);
}

/** What an archive holds of an upload has the bytes of the upload. */
function checkArchived(upload: Upload, { functionName, archive }: ConsumerEvidence): string[] {
  const { content, name } = upload.file;
  return filePieces(archive ?? [], upload)
    .filter((piece) => !hasContent(piece, content))
    .map(({ offset }) => `${functionName} archived changed bytes of ${name} at offset ${offset}`);
}

function describeRecord({ carried, partitionKey }: Pick<RecordOutcome, 'carried' | 'partitionKey'>): string {
  if (carried === undefined) return `the Kinesis record with key ${partitionKey}`;
  const { source, sourceDigest, offset } = carried;
  return `the block at offset ${offset} of ${source?.key ?? sourceDigest}`;
}
