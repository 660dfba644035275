import { type DecodedRecord, blockId } from '@headwaters/record-codec';
import type { Evidence } from '../evidence/evidence.js';

/**
 * I3: order per partition key on first delivery. A consumer completes the blocks of one object version and partition key in
 * the order of their offsets. With one partition key per object, its archive is filled in the same order.
 *
 * @returns One message per violation.
 */
export function checkOrder({ plan, consumers }: Evidence): string[] {
  return consumers.flatMap(({ functionName, outcomes, archive = [] }) => {
    const hasKeyPerObject = plan.producer.strategy === 'object';
    const stored = hasKeyPerObject ? [...archive].sort((a, b) => a.order - b.order) : [];
    return [
      ...findOvertaken(outcomes).map((id) => `${functionName} received block ${id} after a later one`),
      ...findOvertaken(stored).map((id) => `${functionName} archived block ${id} after a later one`),
    ];
  });
}

interface Delivery {
  readonly decoded: DecodedRecord | undefined;
  /** Absent for archived objects. */
  readonly partitionKey?: string;
}

/** Ids of blocks whose first delivery follows a block with a larger offset. */
function findOvertaken(deliveries: readonly Delivery[]): string[] {
  const maxOffsets = new Map<string, number>();
  const seen = new Set<string>();
  return deliveries.flatMap(({ decoded, partitionKey = '' }) => {
    if (decoded?.profile !== 'block') return [];
    const id = blockId(decoded.block);
    if (seen.has(id)) return [];
    seen.add(id);
    const sequence = `${id.slice(0, id.lastIndexOf('#'))} ${partitionKey}`;
    const maxOffset = maxOffsets.get(sequence) ?? -1;
    maxOffsets.set(sequence, Math.max(maxOffset, decoded.block.offset));
    return decoded.block.offset < maxOffset ? [id] : [];
  });
}
