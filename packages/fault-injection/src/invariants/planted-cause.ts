import type { QuarantineReason } from '@headwaters/pipeline-contract';
import type { ConsumerEvidence, Evidence, RecordOutcome } from '../evidence/evidence.js';
import { containsKiller } from '../killers/killer-record.js';

/**
 * Returns the kind of reason for which a consumer must quarantine a Kinesis record, according to what was planted; undefined if
 * it must accept it.
 */
export function plantedCause(
  { decoded, data }: Pick<RecordOutcome, 'decoded' | 'data'>,
  { archive }: Pick<ConsumerEvidence, 'archive'>,
  { foreignRecords, archiveRefused }: Pick<Evidence, 'foreignRecords' | 'archiveRefused'>,
): QuarantineReason['kind'] | undefined {
  if (decoded === undefined) return 'permanent';
  if (decoded.profile === 'block' && containsKiller(decoded.block.bytes)) return 'killed';
  if (archive === undefined) return undefined;
  if (archiveRefused.has(data.toString('base64'))) return 'unknown';
  const hasNoObject = foreignRecords.some(
    (foreign) => foreign.kind === 'refused' && foreign.data.equals(data),
  );
  return hasNoObject ? 'unknown' : undefined;
}

/** Returns the outcomes whose Kinesis records fail at every attempt until they are old. They block their shard until then. */
export function findBlocking(
  consumer: Pick<ConsumerEvidence, 'archive' | 'outcomes'>,
  evidence: Evidence,
): readonly RecordOutcome[] {
  return consumer.outcomes.filter((outcome) => {
    const cause = plantedCause(outcome, consumer, evidence);
    return cause === 'unknown' || cause === 'killed';
  });
}
