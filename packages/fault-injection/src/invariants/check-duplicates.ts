import { type CarriedBlock, blockRange } from '@headwaters/record-codec';
import type { Evidence } from '../evidence/evidence.js';
import { recoveredBy } from '../evidence/recovery-evidence.js';
import { carriedId } from './upload-blocks.js';

/**
 * I2: no duplicates after deduplication by block id. A block id has one content, two block ids share no byte, and an archive
 * contains each block id once. Runs of plain records are exempt from the latter: their extents depend on how they were batched.
 *
 * @returns One message per violation.
 */
export function checkDuplicates({ consumers, recovery }: Evidence): string[] {
  return consumers.flatMap(({ functionName, outcomes, archive }) => [
    ...findConflicts(outcomes).map((id) => `${functionName} received two contents for block ${id}`),
    ...findOverlaps([...outcomes, ...recoveredBy(recovery, functionName)]).map(
      (id) => `${functionName} received bytes of another block again in block ${id}`,
    ),
    ...findRepetitions(archive ?? []).map((id) => `${functionName} archived block ${id} twice`),
  ]);
}

interface Carrier {
  readonly data: Buffer;
  readonly carried: CarriedBlock | undefined;
}

function blocksOf(carriers: readonly Carrier[]): { readonly block: CarriedBlock; readonly data: Buffer }[] {
  return carriers.flatMap(({ carried, data }) => (carried === undefined ? [] : [{ block: carried, data }]));
}

/** Ids of blocks that arrived with different data. */
function findConflicts(carriers: readonly Carrier[]): string[] {
  const contents = new Map<string, Buffer>();
  return blocksOf(carriers).flatMap(({ block, data }) => {
    const id = carriedId(block);
    const known = contents.get(id);
    contents.set(id, known ?? data);
    return known === undefined || known.equals(data) ? [] : [id];
  });
}

/** Ids of blocks whose range overlaps an earlier one. The parts of a framed block count as one block. */
function findOverlaps(carriers: readonly Carrier[]): string[] {
  const unique = new Map(
    blocksOf(carriers).map(({ block }) => {
      const range = blockRange(block);
      return [carriedId({ ...block, offset: range.start }), range] as const;
    }),
  );
  const ends = new Map<string, number>();
  return [...unique]
    .sort(([, a], [, b]) => a.start - b.start)
    .flatMap(([id, { start, end }]) => {
      const source = id.slice(0, id.lastIndexOf('#'));
      const previousEnd = ends.get(source) ?? 0;
      ends.set(source, Math.max(previousEnd, end));
      return start < previousEnd ? [id] : [];
    });
}

/** Ids of blocks that occur again. */
function findRepetitions(carriers: readonly Carrier[]): string[] {
  const seen = new Set<string>();
  return blocksOf(carriers).flatMap(({ block }) => {
    const id = carriedId(block);
    if (block.wire === 'plain') return [];
    if (seen.has(id)) return [id];
    seen.add(id);
    return [];
  });
}
