import type { QuarantinedRecord } from '@headwaters/pipeline-contract';
import { blockRange } from '@headwaters/record-codec';
import type { ConsumerEvidence, Evidence, RecordOutcome } from '../evidence/evidence.js';
import { failedInvocations, readDelivered } from './consumer-invocations.js';
import { plantedCause } from './planted-cause.js';

/**
 * I6: every consumer quarantines the planted Kinesis records that can never succeed, and no other. What it quarantines is
 * stored unchanged before it is acknowledged, with a receipt if the object is known, and not before the age limit unless the
 * failure is permanent.
 *
 * @returns One message per violation.
 */
export function checkQuarantine(evidence: Evidence): string[] {
  return evidence.consumers.flatMap((consumer) => {
    const killed = findKilled(consumer, evidence);
    const repairedFrom = evidence.recovery.outcomesBeforeRepair.get(consumer.functionName) ?? Infinity;
    const repaired = { ...evidence, archiveRefused: new Set<string>() };
    const findings = consumer.outcomes.flatMap((outcome, index) =>
      checkOutcome(outcome, consumer, {
        evidence: index < repairedFrom ? evidence : repaired,
        wasKilled: killed.has(outcome.sequenceNumber),
      }).map((detail) => `${detail}: ${describe(outcome)}`),
    );
    return [...findings, ...checkAcknowledged(consumer)].map(
      (detail) => `${consumer.functionName} ${detail}`,
    );
  });
}

/**
 * Sequence numbers of the Kinesis records of invocations whose process was killed. If the seed kills no consumers, only planted
 * killers did, and they must not affect other Kinesis records.
 */
function findKilled(consumer: ConsumerEvidence, evidence: Evidence): ReadonlySet<string> {
  if (evidence.plan.faults.consumerCrashesAfter.length === 0) return new Set();
  const killed = failedInvocations(consumer, evidence).filter(
    ({ outcome }) => outcome.kind === 'failed' && outcome.failure.errorType === 'Runtime.ExitError',
  );
  return new Set(killed.flatMap(readDelivered).map(({ sequenceNumber }) => sequenceNumber));
}

interface OutcomeContext {
  readonly evidence: Evidence;
  /** Whether a process was killed that handled a batch with this Kinesis record, perhaps not because of it. */
  readonly wasKilled: boolean;
}

function checkOutcome(
  outcome: RecordOutcome,
  consumer: ConsumerEvidence,
  { evidence, wasKilled }: OutcomeContext,
): string[] {
  const cause = plantedCause(outcome, consumer, evidence);
  if (outcome.kind !== 'quarantined') {
    return cause === undefined ? [] : [`${outcome.kind} a Kinesis record to quarantine (${cause})`];
  }
  const stored = consumer.quarantined.get(outcome.quarantineId);
  if (stored === undefined) return ['stored no valid quarantine object'];
  const { kind, code } = stored.reason;
  // Whether the Kinesis record or something else killed the process can't be known.
  const isExpected = kind === cause || (kind === 'killed' && wasKilled);
  return [
    ...(isExpected ? [] : [`quarantined without a planted cause (${kind}, ${code})`]),
    ...(isUnchanged(stored, outcome, consumer) ? [] : ['changed a Kinesis record in quarantine']),
    ...(isOldEnough(stored, evidence) ? [] : ['quarantined before the age limit']),
    ...(hasReceipt(stored, outcome, { consumer, evidence }) ? [] : ['quarantined without a receipt']),
  ];
}

function isUnchanged(stored: QuarantinedRecord, outcome: RecordOutcome, { name }: ConsumerEvidence): boolean {
  return (
    stored.data === outcome.data.toString('base64') &&
    stored.consumer === name &&
    stored.partitionKey === outcome.partitionKey &&
    stored.shardId === outcome.shardId &&
    stored.sequenceNumber === outcome.sequenceNumber
  );
}

function isOldEnough({ reason, at, arrivedAt }: QuarantinedRecord, { plan }: Evidence): boolean {
  const ageSeconds = (Date.parse(at) - Date.parse(arrivedAt)) / 1_000;
  return reason.kind === 'permanent' || ageSeconds >= plan.consumer.quarantineAfterSeconds;
}

/** A Kinesis record that killed the process is quarantined without being decoded, so its object is unknown. */
function hasReceipt(
  { reason, source, offset, endOffset }: QuarantinedRecord,
  { carried }: RecordOutcome,
  { consumer, evidence }: { readonly consumer: ConsumerEvidence; readonly evidence: Evidence },
): boolean {
  if (reason.kind === 'killed' || carried === undefined) return source === undefined;
  const { start, end } = blockRange(carried);
  if (source === undefined || offset !== start || endOffset !== end) return false;
  const id = JSON.stringify([source.bucket, source.key, source.versionId]);
  return [...evidence.receipts.values()].flat().some((receipt) => {
    const { bucket, key, versionId } = receipt.source;
    return (
      receipt.outcome === 'quarantined' &&
      receipt.actor === consumer.name &&
      JSON.stringify([bucket, key, versionId]) === id &&
      receipt.offset === start &&
      receipt.endOffset === end &&
      receipt.reason?.code === reason.code
    );
  });
}

/** What was quarantined is acknowledged afterwards. */
function checkAcknowledged({ outcomes, quarantined }: ConsumerEvidence): string[] {
  const acknowledged = new Set(
    outcomes.flatMap(({ kind, quarantineId }) => (kind === 'quarantined' ? [quarantineId] : [])),
  );
  return [...quarantined.keys()]
    .filter((key) => !acknowledged.has(key))
    .map((key) => `did not acknowledge ${key} after it was quarantined`);
}

function describe({ carried, partitionKey, shardId }: RecordOutcome): string {
  if (carried === undefined) return `key ${partitionKey} on ${shardId}`;
  const { source, sourceDigest, offset } = carried;
  return `offset ${offset} of ${source?.key ?? sourceDigest} on ${shardId}`;
}
