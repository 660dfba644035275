import type { QuarantineReason } from '@headwaters/pipeline-contract';
import type { ConsumerEvidence, Evidence, RecordOutcome } from '../evidence/evidence.js';
import { hasRefusedByte, refusalIdentity } from '../faults/archive-refusals.js';
import { containsKiller } from '../killers/killer-record.js';
import { blockOfUpload } from './upload-blocks.js';

/**
 * Returns the kind of reason for which a consumer must quarantine a Kinesis record, according to what was planted; undefined if
 * it must accept it.
 */
export function plantedCause(
  outcome: Pick<RecordOutcome, 'decoded' | 'carried' | 'data'>,
  { archive }: Pick<ConsumerEvidence, 'archive'>,
  evidence: Pick<Evidence, 'foreignRecords' | 'archiveRefused' | 'uploads'>,
): QuarantineReason['kind'] | undefined {
  const { decoded, data } = outcome;
  if (decoded === undefined) return 'permanent';
  if (decoded.profile === 'block' && containsKiller(decoded.block.bytes)) return 'killed';
  if (archive === undefined) return undefined;
  if (isRefused(outcome, evidence)) return 'unknown';
  const hasNoObject = evidence.foreignRecords.some(
    (foreign) => foreign.kind === 'refused' && foreign.data.equals(data),
  );
  return hasNoObject ? 'unknown' : undefined;
}

function isRefused(
  { carried, data }: Pick<RecordOutcome, 'carried' | 'data'>,
  { archiveRefused, uploads }: Pick<Evidence, 'archiveRefused' | 'uploads'>,
): boolean {
  if (carried?.wire !== 'plain') return archiveRefused.has(refusalIdentity(carried, data));
  const upload = uploads.find((each) => blockOfUpload(carried, each) !== undefined);
  if (upload === undefined) return false;
  const { bucket, file, versionId } = upload;
  return hasRefusedByte(archiveRefused, { bucket, key: file.key, versionId }, carried);
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
