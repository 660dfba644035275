import type { ConsumerEvidence, Evidence, RecordOutcome } from '../evidence/evidence.js';
import type { RecoveredRecord } from '../evidence/recovery-evidence.js';
import { acceptedData } from './recovered-data.js';

/** Where a Kinesis record is in its partition key: parents have lower shard ids than their children. */
type Place = Pick<RecordOutcome, 'shardId' | 'sequenceNumber'>;

function isOlder(one: Place, other: Place): boolean {
  if (one.shardId !== other.shardId) return one.shardId < other.shardId;
  return BigInt(one.sequenceNumber) < BigInt(other.sequenceNumber);
}

/**
 * A redrive gets no Kinesis record accepted while an older one of its partition key is a failure: the older one was accepted before, by
 * the same consumer.
 *
 * @returns One message per violation.
 */
export function checkRedriveOrder(
  { functionName, outcomes }: ConsumerEvidence,
  { recovery }: Evidence,
): string[] {
  const quarantined = outcomes.filter(({ kind }) => kind === 'quarantined');
  const accepted = acceptedData(outcomes);
  return recovery.deliveries
    .filter((delivery) => delivery.functionName === functionName)
    .flatMap(({ kind, records, acknowledged }) =>
      records.slice(0, acknowledged).flatMap((record) => {
        const overtaken = kind === 'redrive' ? quarantined.filter(isOvertakenBy(record, accepted)) : [];
        accepted.add(record.data.toString('base64'));
        return overtaken.map(
          ({ sequenceNumber }) =>
            `${functionName} accepted ${record.shardId}:${record.sequenceNumber} of a redrive before the older failure ${sequenceNumber} of its key`,
        );
      }),
    );
}

function isOvertakenBy(record: RecoveredRecord, accepted: ReadonlySet<string>) {
  return (failure: RecordOutcome): boolean =>
    failure.partitionKey === record.partitionKey &&
    isOlder(failure, record) &&
    !accepted.has(failure.data.toString('base64'));
}
