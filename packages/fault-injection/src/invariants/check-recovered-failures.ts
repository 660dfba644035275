import { parseFailedUpload } from '@headwaters/ledger';
import {
  type QuarantinedRecord,
  mergeRanges,
  parseQuarantinedRecord,
  subtractRanges,
} from '@headwaters/pipeline-contract';
import { blockRange } from '@headwaters/record-codec';
import type { ConsumerEvidence, Evidence, Upload } from '../evidence/evidence.js';
import { decodeData, readCarried } from '../evidence/decode-data.js';
import { type FailureEvidence, recoveredBy } from '../evidence/recovery-evidence.js';
import { plantedCause } from './planted-cause.js';
import { acceptedData } from './recovered-data.js';

/** An object in the failures bucket, read. */
type ReadFailure = FailureEvidence & { readonly record: QuarantinedRecord | undefined };

/**
 * Failures are deleted exactly if they are repaired, and the closing commands say whether anything is left.
 *
 * @returns One message per violation.
 */
export function checkRecoveredFailures(evidence: Evidence): string[] {
  const { recovery, consumers } = evidence;
  if (recovery.runs.length === 0) return [];
  const failures = recovery.failures.map((failure) => ({
    ...failure,
    record: parseQuarantinedRecord(failure.text),
  }));
  return [
    ...consumers.flatMap((consumer) => {
      const own = failures.filter(({ record }) => record?.consumer === consumer.name);
      return [...checkDeleted(own, consumer, evidence), ...checkOpen(own, consumer, evidence)];
    }),
    ...failures.flatMap((failure) => checkUploadFailure(failure, evidence)),
    ...checkClosing(failures, evidence),
  ];
}

/** The records of a failure that is deleted were accepted. */
function checkDeleted(
  failures: readonly ReadFailure[],
  consumer: ConsumerEvidence,
  { recovery }: Evidence,
): string[] {
  const recovered = recoveredBy(recovery, consumer.functionName);
  const accepted = acceptedData(consumer.outcomes);
  for (const { data } of recovered) accepted.add(data.toString('base64'));
  const carriers = [...consumer.outcomes.filter(({ kind }) => kind === 'accepted'), ...recovered];
  return failures
    .filter(({ isDeleted, record }) => isDeleted && record !== undefined && !accepted.has(record.data))
    .filter(({ record }) => !isCovered(record, carriers))
    .map(({ key }) => `${consumer.functionName}: ${key} was deleted, but its record was not accepted`);
}

type Carriers = readonly Pick<ConsumerEvidence['outcomes'][number], 'carried'>[];

/** Whether the bytes of a Kinesis record were accepted in others: a replay may divide them differently. */
function isCovered(record: QuarantinedRecord | undefined, carriers: Carriers): boolean {
  const carried = readQuarantined(record);
  if (carried === undefined) return false;
  const ranges = carriers.flatMap((carrier) =>
    carrier.carried?.sourceDigest === carried.sourceDigest ? [blockRange(carrier.carried)] : [],
  );
  return subtractRanges([blockRange(carried)], mergeRanges(ranges)).length === 0;
}

function readQuarantined(record: QuarantinedRecord | undefined) {
  const data = Buffer.from(record?.data ?? '', 'base64');
  return readCarried(decodeData(data), record?.partitionKey ?? '');
}

/** What is left in the failures bucket can't be redriven: it has a lasting cause, or an older failure of its key has one. */
function checkOpen(
  failures: readonly ReadFailure[],
  consumer: ConsumerEvidence,
  evidence: Evidence,
): string[] {
  if (!hasClosed('redrive', evidence)) return [];
  const lasting = { ...evidence, archiveRefused: new Set<string>() };
  const blockedKeys = new Set<string>();
  return failures
    .flatMap(({ key, record, isDeleted }) => (isDeleted || record === undefined ? [] : [{ key, record }]))
    .sort((one, other) => comparePlaces(one.record, other.record))
    .flatMap(({ key, record }) => {
      const data = Buffer.from(record.data, 'base64');
      const decoded = decodeData(data);
      const carried = readCarried(decoded, record.partitionKey);
      const cause = plantedCause({ data, decoded, carried }, consumer, lasting);
      if (cause !== undefined) blockedKeys.add(record.partitionKey);
      return blockedKeys.has(record.partitionKey)
        ? []
        : [`${consumer.functionName}: ${key} was not redriven, although its cause was repaired`];
    });
}

function comparePlaces(one: QuarantinedRecord, other: QuarantinedRecord): number {
  if (one.shardId !== other.shardId) return one.shardId < other.shardId ? -1 : 1;
  return BigInt(one.sequenceNumber) < BigInt(other.sequenceNumber) ? -1 : 1;
}

/** An upload whose failure is deleted reached all consumers; one whose failure stays can't be published. */
function checkUploadFailure({ text, key, isDeleted }: ReadFailure, evidence: Evidence): string[] {
  const sources = parseFailedUpload(text)?.sources ?? [];
  const uploads = evidence.uploads.filter(({ versionId }) =>
    sources.some((source) => source.versionId === versionId),
  );
  const complete = uploads.filter((upload) => isComplete(upload, evidence));
  if (isDeleted) {
    const open = uploads.filter((upload) => !complete.includes(upload));
    return open.map(({ file }) => `${key} was deleted, but ${file.name} is not published`);
  }
  if (!hasClosed('redrive', evidence)) return [];
  const repairable = uploads.filter(
    ({ file }) => file.objectChange !== 'versionDeleted' && file.damage === undefined,
  );
  const isRepaired = repairable.length > 0 && repairable.every((upload) => isPublishable(upload, evidence));
  return isRepaired ? [`${key} was not redriven, although its cause was repaired`] : [];
}

function isComplete({ file }: Upload, { traces, rejections }: Evidence): boolean {
  const sizeBytes = traces.get(file.name)?.sizeBytes;
  return sizeBytes !== undefined || rejections.get(file.name)?.isInLedger === true;
}

/** Whether the ledger does not say that the producer rejected it. */
function isPublishable({ file }: Upload, { rejections }: Evidence): boolean {
  return rejections.get(file.name)?.isInLedger !== true;
}

/** Whether a command of the end ran to its end. */
function hasClosed(command: string, { recovery }: Evidence): boolean {
  return recovery.runs.some((run) => run.isClosing && run.command === command && run.complete !== undefined);
}

/** A command of the end says that it is complete exactly if nothing is left. */
function checkClosing(failures: readonly ReadFailure[], { recovery }: Evidence): string[] {
  const open = failures.filter(({ isDeleted }) => !isDeleted);
  return recovery.runs
    .filter(
      ({ isClosing, command, complete }) => isClosing && command === 'redrive' && complete !== undefined,
    )
    .filter(({ complete }) => complete !== (open.length === 0))
    .map(
      ({ complete }) =>
        `redrive says that it is ${complete === true ? 'complete' : 'not complete'}, but ${open.length} failures are left`,
    );
}
