import { blockId, type DecodedRecord } from '@headwaters/record-codec';
import type { Evidence } from '../observation/evidence.js';

/**
 * I3: order per partition key on first delivery. Of each version of an object a consumer is through with the blocks in the
 * order of their offsets, the first time that it gets each; and so does its archive fill.
 */
export function checkOrder({ consumers }: Evidence): string[] {
  return consumers.flatMap(({ functionName, outcomes, archive }) => [
    ...overtakings(outcomes).map((id) => `${functionName} was given later bytes before these: ${id}`),
    ...overtakings([...(archive ?? [])].sort((a, b) => a.order - b.order)).map(
      (id) => `${functionName} archived later bytes before these: ${id}`,
    ),
  ]);
}

function overtakings(deliveries: readonly { readonly decoded: DecodedRecord | undefined }[]): string[] {
  const furthest = new Map<string, number>();
  const seen = new Set<string>();
  return deliveries.flatMap(({ decoded }) => {
    if (decoded?.profile !== 'block') return [];
    const id = blockId(decoded.block);
    if (seen.has(id)) return [];
    seen.add(id);
    const source = id.slice(0, id.lastIndexOf('#'));
    const before = furthest.get(source) ?? -1;
    furthest.set(source, Math.max(before, decoded.block.offset));
    return decoded.block.offset < before ? [id] : [];
  });
}
