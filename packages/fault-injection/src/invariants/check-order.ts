import type { Evidence, RecordOutcome } from '../evidence/evidence.js';
import type { ProducerPlan } from '../plan/producer-plan.js';
import { carriedId } from './upload-blocks.js';

/**
 * I3: order per partition key on first delivery. A consumer completes the blocks of one object version and partition key in
 * the order of their offsets, and the Kinesis records of a shard in the order of their sequence numbers. Plain records have a
 * partition key each; with the strategy `object`, they keep the order of their object.
 *
 * @returns One message per violation.
 */
export function checkOrder({ consumers, plan }: Evidence): string[] {
  return consumers.flatMap(({ functionName, outcomes }) => [
    ...findOvertaken(outcomes, plan.producer).map(
      (id) => `${functionName} received block ${id} after a later one`,
    ),
    ...findOvertakenOnShard(outcomes).map(
      (id) => `${functionName} acknowledged Kinesis record ${id} after a later one`,
    ),
  ]);
}

/** Positions of Kinesis records that were acknowledged after one with a higher sequence number of their shard. */
function findOvertakenOnShard(outcomes: readonly RecordOutcome[]): string[] {
  const highest = new Map<string, bigint>();
  return outcomes.flatMap(({ shardId, sequenceNumber }) => {
    const number = BigInt(sequenceNumber);
    const previous = highest.get(shardId) ?? -1n;
    if (number > previous) highest.set(shardId, number);
    return number > previous ? [] : [`${shardId}:${sequenceNumber}`];
  });
}

/** Ids of blocks whose first delivery follows a block with a larger offset. */
function findOvertaken(outcomes: readonly RecordOutcome[], { strategy }: ProducerPlan): string[] {
  const maxOffsets = new Map<string, number>();
  const seen = new Set<string>();
  return outcomes.flatMap(({ carried, partitionKey }) => {
    if (carried === undefined) return [];
    const id = carriedId(carried);
    if (seen.has(id)) return [];
    seen.add(id);
    const sequence = `${carried.sourceDigest} ${strategy === 'object' ? '' : partitionKey}`;
    const maxOffset = maxOffsets.get(sequence) ?? -1;
    maxOffsets.set(sequence, Math.max(maxOffset, carried.offset));
    return carried.offset < maxOffset ? [id] : [];
  });
}
