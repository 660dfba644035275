import type { RecordOutcome } from '../evidence/evidence.js';

/** Returns the data of the Kinesis records that a mapping delivered and the consumer accepted, in base64. */
export function acceptedData(outcomes: readonly RecordOutcome[]): Set<string> {
  return new Set(
    outcomes.flatMap(({ kind, data }) => (kind === 'accepted' ? [data.toString('base64')] : [])),
  );
}
