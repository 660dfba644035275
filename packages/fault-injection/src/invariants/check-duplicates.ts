import { type Block, type DecodedRecord, blockId, blockRange } from '@headwaters/record-codec';
import type { Evidence } from '../evidence/evidence.js';

/** I2: no duplicate after dedupe by id: one id has one content, no two ids share a byte, and an archive has each id once. */
export function checkOnce({ consumers }: Evidence): string[] {
  return consumers.flatMap(({ functionName, outcomes, archive }) => [
    ...disagreements(outcomes).map((id) => `${functionName} got two contents for one block: ${id}`),
    ...overlaps(outcomes).map((id) => `${functionName} got bytes twice, under two ids: ${id}`),
    ...repeated(archive ?? []).map((id) => `${functionName} archived a block twice: ${id}`),
  ]);
}

interface Carrier {
  readonly data: Buffer;
  readonly decoded: DecodedRecord | undefined;
}

function blocksOf(carriers: readonly Carrier[]): { readonly block: Block; readonly data: Buffer }[] {
  return carriers.flatMap(({ decoded, data }) =>
    decoded?.profile === 'block' ? [{ block: decoded.block, data }] : [],
  );
}

function disagreements(carriers: readonly Carrier[]): string[] {
  const contents = new Map<string, Buffer>();
  return blocksOf(carriers).flatMap(({ block, data }) => {
    const known = contents.get(blockId(block));
    contents.set(blockId(block), known ?? data);
    return known === undefined || known.equals(data) ? [] : [blockId(block)];
  });
}

/** Framed blocks are parts of one range, which they share by right. */
function overlaps(carriers: readonly Carrier[]): string[] {
  const unique = new Map(
    blocksOf(carriers).map(({ block }) => {
      const range = blockRange(block);
      return [blockId({ source: block.source, offset: range.start }), range] as const;
    }),
  );
  const ends = new Map<string, number>();
  return [...unique]
    .sort(([, a], [, b]) => a.start - b.start)
    .flatMap(([id, { start, end }]) => {
      const source = id.slice(0, id.lastIndexOf('#'));
      const endBefore = ends.get(source) ?? 0;
      ends.set(source, Math.max(endBefore, end));
      return start < endBefore ? [id] : [];
    });
}

function repeated(carriers: readonly Carrier[]): string[] {
  const seen = new Set<string>();
  return blocksOf(carriers).flatMap(({ block }) => {
    const id = blockId(block);
    if (seen.has(id)) return [id];
    seen.add(id);
    return [];
  });
}
