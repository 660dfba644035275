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
export function checkOrder({ consumers, plan, recovery }: Evidence): string[] {
  return consumers.flatMap(({ functionName, outcomes }) => [
    ...findOvertaken(receivedInOrder(functionName, outcomes, recovery), plan.producer).map(
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

/** What a consumer received. One that is filled gets the older blocks from the archive, and the newer ones from its mapping. */
function receivedInOrder(
  functionName: string,
  outcomes: readonly RecordOutcome[],
  { filledFunction, deliveries }: Evidence['recovery'],
): readonly Received[] {
  if (functionName !== filledFunction) return outcomes;
  const received: Received[] = [];
  let position = 0;
  for (const delivery of deliveries) {
    if (delivery.functionName !== functionName || delivery.kind !== 'fill') continue;
    received.push(...outcomes.slice(position, delivery.outcomesBefore));
    received.push(...delivery.records.slice(0, delivery.acknowledged));
    position = delivery.outcomesBefore;
  }
  return [...received, ...outcomes.slice(position)];
}

type Received = Pick<RecordOutcome, 'carried' | 'partitionKey'>;

/** Ids of blocks whose first delivery follows a block with a larger offset. */
function findOvertaken(outcomes: readonly Received[], { strategy }: ProducerPlan): string[] {
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
