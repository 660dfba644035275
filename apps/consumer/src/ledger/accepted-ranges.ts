import type { Receipt } from '@headwaters/pipeline-contract';
import type { Block, BlockSource } from '@headwaters/record-codec';

/** What a receipt says of an accepted range, but for who and when. */
export type Acceptance = Omit<Receipt, 'receiptVersion' | 'actor' | 'at'>;

/** Gathers the blocks of a batch that a consumer accepted: one receipt for each object they are of. */
export class AcceptedRanges {
  /** By object, then by offset: a block that comes twice in a batch counts once. */
  readonly #blocks = new Map<string, { source: BlockSource; byOffset: Map<number, Block> }>();

  add(block: Block): void {
    const { source, offset } = block;
    const id = JSON.stringify([source.bucket, source.key, source.versionId]);
    const blocks = this.#blocks.get(id) ?? { source, byOffset: new Map<number, Block>() };
    this.#blocks.set(id, blocks);
    blocks.byOffset.set(offset, block);
  }

  acceptances(): Acceptance[] {
    return [...this.#blocks.values()].map(({ source, byOffset }) =>
      acceptanceOf(source, [...byOffset.values()]),
    );
  }
}

function acceptanceOf(source: BlockSource, blocks: readonly Block[]): Acceptance {
  const ranges = mergedRanges(blocks);
  return {
    ...{ source, outcome: 'accepted' },
    offset: Math.min(...ranges.map(([start]) => start)),
    endOffset: Math.max(...ranges.map(([, end]) => end)),
    ...(ranges.length > 1 && { ranges }),
    isLast: blocks.some(({ isLast }) => isLast),
    recordCount: blocks.reduce((sum, { recordCount }) => sum + recordCount, 0),
  };
}

/** The bytes that blocks hold, as few ranges as there can be, in order. */
function mergedRanges(blocks: readonly Block[]): [start: number, end: number][] {
  const merged: [start: number, end: number][] = [];
  for (const { offset, rawLength } of blocks.toSorted((a, b) => a.offset - b.offset)) {
    const last = merged.at(-1);
    if (last !== undefined && offset <= last[1]) last[1] = Math.max(last[1], offset + rawLength);
    else merged.push([offset, offset + rawLength]);
  }
  return merged;
}
