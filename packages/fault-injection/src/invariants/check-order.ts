import { type DecodedRecord, blockId } from '@headwaters/record-codec';
import type { Evidence } from '../evidence/evidence.js';

/**
 * I3: order per partition key on first delivery. Of each version of an object a consumer is through with the blocks of a
 * partition key in the order of their offsets, the first time that it gets each; and so does its archive fill, where all
 * blocks of an object share a key.
 */
export function checkOrder({ plan, consumers }: Evidence): string[] {
  return consumers.flatMap(({ functionName, outcomes, archive = [] }) => [
    ...overtakings(outcomes).map((id) => `${functionName} was given later bytes before these: ${id}`),
    ...(plan.producer.strategy === 'object'
      ? overtakings([...archive].sort((a, b) => a.order - b.order)).map(
          (id) => `${functionName} archived later bytes before these: ${id}`,
        )
      : []),
  ]);
}

function overtakings(
  deliveries: readonly { readonly decoded: DecodedRecord | undefined; readonly partitionKey?: string }[],
): string[] {
  const furthest = new Map<string, number>();
  const seen = new Set<string>();
  return deliveries.flatMap(({ decoded, partitionKey = '' }) => {
    if (decoded?.profile !== 'block') return [];
    const id = blockId(decoded.block);
    if (seen.has(id)) return [];
    seen.add(id);
    const line = `${id.slice(0, id.lastIndexOf('#'))} ${partitionKey}`;
    const before = furthest.get(line) ?? -1;
    furthest.set(line, Math.max(before, decoded.block.offset));
    return decoded.block.offset < before ? [id] : [];
  });
}
