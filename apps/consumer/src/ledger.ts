import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type DividedRange, type Receipt, receiptObject } from '@headwaters/pipeline-contract';
import type { Block, BlockPart, BlockSource } from '@headwaters/record-codec';

/** Says for good which bytes of an object a consumer accepted. Writing the same again changes nothing. */
export type Ledger = (acceptance: Acceptance) => Promise<void>;

/** A consumer's part of the ledger, in an S3 bucket, signed with its name. One PutObject an entry. */
export function s3Ledger(
  s3: Pick<S3Client, 'send'>,
  { bucket, actor, now }: { bucket: string; actor: string; now: () => Date },
): Ledger {
  return async (acceptance) => {
    const receipt = receiptObject({ receiptVersion: 1, actor, at: now().toISOString(), ...acceptance });
    await s3.send(new PutObjectCommand({ Bucket: bucket, ...receipt }));
  };
}

/** What a receipt says of an accepted range, but for who and when. */
type Acceptance = Omit<Receipt, 'receiptVersion' | 'actor' | 'at'>;

type Range = [start: number, end: number];

/** Gathers the blocks of a batch that a consumer accepted: one receipt for each object they are of. */
export class AcceptedRanges {
  /** By object, then by place: a block that comes twice in a batch counts once. */
  readonly #blocks = new Map<string, { source: BlockSource; byPlace: Map<string, Block> }>();

  add(block: Block): void {
    const { source, offset, part } = block;
    const id = JSON.stringify([source.bucket, source.key, source.versionId]);
    const blocks = this.#blocks.get(id) ?? { source, byPlace: new Map<string, Block>() };
    this.#blocks.set(id, blocks);
    blocks.byPlace.set(JSON.stringify([offset, part?.index]), block);
  }

  acceptances(): Acceptance[] {
    return [...this.#blocks.values()].map(({ source, byPlace }) =>
      acceptanceOf(source, [...byPlace.values()]),
    );
  }
}

function acceptanceOf(source: BlockSource, blocks: readonly Block[]): Acceptance {
  const divided = dividedRanges(blocks.flatMap(({ part }) => part ?? []));
  const isWhole = ({ count, indexes }: DividedRange) => indexes.length === count;
  const ranges = mergedRanges([
    ...blocks.filter(({ part }) => part === undefined).map(rangeOf),
    ...divided.filter(isWhole).map(({ offset, endOffset }): Range => [offset, endOffset]),
  ]);
  const rest = divided.filter((range) => !isWhole(range));
  const all = blocks.map(rangeOf);
  return {
    source,
    outcome: 'accepted',
    offset: Math.min(...all.map(([start]) => start)),
    endOffset: Math.max(...all.map(([, end]) => end)),
    ...((ranges.length > 1 || rest.length > 0) && { ranges }),
    ...(rest.length > 0 && { divided: rest }),
    isLast: blocks.some(({ isLast }) => isLast),
    recordCount: blocks.reduce((sum, { recordCount }) => sum + recordCount, 0),
  };
}

/** The bytes of the object that a block is of; of a framed block those of the range it is a part of. */
function rangeOf({ offset, rawLength, part }: Block): Range {
  const { rangeOffset, rangeLength } = part ?? { rangeOffset: offset, rangeLength: rawLength };
  return [rangeOffset, rangeOffset + rangeLength];
}

/** Which parts there are, by the range they are of, in order. */
function dividedRanges(parts: readonly BlockPart[]): DividedRange[] {
  const ranges = new Map<string, DividedRange>();
  for (const { index, count, rangeOffset: offset, rangeLength } of parts) {
    const name = JSON.stringify([offset, rangeLength, count]);
    const range = ranges.get(name) ?? { offset, endOffset: offset + rangeLength, count, indexes: [] };
    range.indexes.push(index);
    ranges.set(name, range);
  }
  for (const { indexes } of ranges.values()) indexes.sort((a, b) => a - b);
  return [...ranges.values()].sort((a, b) => a.offset - b.offset);
}

/** The bytes of ranges, as few ranges as there can be, in order. */
function mergedRanges(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const [start, end] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}
