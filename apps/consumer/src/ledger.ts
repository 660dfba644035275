import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  countBytes,
  mergeRanges,
  receiptObject,
  type LedgerEntry,
  type PartitionedRange,
} from '@headwaters/pipeline-contract';
import { blockRange, type Block, type BlockPart, type BlockSource } from '@headwaters/record-codec';

/** Records durably which bytes of an object a consumer accepted. Idempotent. */
export type Ledger = (entry: LedgerEntry) => Promise<void>;

/** A consumer's receipts in an S3 bucket. One PutObject per entry. */
export function s3Ledger(
  s3: Pick<S3Client, 'send'>,
  { bucket, actor, now }: { bucket: string; actor: string; now: () => Date },
): Ledger {
  return async (entry) => {
    const receipt = receiptObject({ receiptVersion: 1, actor, at: now().toISOString(), ...entry });
    await s3.send(new PutObjectCommand({ Bucket: bucket, ...receipt }));
  };
}

/** Collects the blocks of a batch that were accepted: one ledger entry per object. */
export class AcceptedRanges {
  /** By object, then by offset and part: a block that occurs twice in a batch counts once. */
  readonly #objects = new Map<string, { source: BlockSource; blocks: Map<string, Block> }>();

  add(block: Block): void {
    const { source, offset, part } = block;
    const id = JSON.stringify([source.bucket, source.key, source.versionId]);
    const object = this.#objects.get(id) ?? { source, blocks: new Map<string, Block>() };
    this.#objects.set(id, object);
    object.blocks.set(JSON.stringify([offset, part?.index]), block);
  }

  ledgerEntries(): LedgerEntry[] {
    return [...this.#objects.values()].map(({ source, blocks }) => entryOf(source, [...blocks.values()]));
  }
}

function entryOf(source: BlockSource, blocks: readonly Block[]): LedgerEntry {
  const divided = dividedRanges(blocks.flatMap(({ part }) => part ?? []));
  const incomplete = divided.filter((range) => !isComplete(range));
  const ranges = mergeRanges([
    ...blocks.filter(({ part }) => part === undefined).map(blockRange),
    ...divided.filter(isComplete).map(({ offset, endOffset }) => ({ start: offset, end: endOffset })),
  ]);
  const all = blocks.map(blockRange);
  const offset = Math.min(...all.map(({ start }) => start));
  const endOffset = Math.max(...all.map(({ end }) => end));
  const hasGaps = countBytes(ranges) < endOffset - offset;
  return {
    source,
    outcome: 'accepted',
    offset,
    endOffset,
    ...((hasGaps || incomplete.length > 0) && {
      ranges: ranges.map(({ start, end }): [number, number] => [start, end]),
    }),
    ...(incomplete.length > 0 && { divided: incomplete }),
    isLast: blocks.some(({ isLast }) => isLast),
    recordCount: blocks.reduce((sum, { recordCount }) => sum + recordCount, 0),
  };
}

function isComplete({ count, indexes }: PartitionedRange): boolean {
  return indexes.length === count;
}

/** Groups parts by the range that they divide, in order. */
function dividedRanges(parts: readonly BlockPart[]): PartitionedRange[] {
  const ranges = new Map<string, PartitionedRange>();
  for (const { index, count, rangeOffset: offset, rangeLength } of parts) {
    const id = JSON.stringify([offset, rangeLength, count]);
    const range = ranges.get(id) ?? { offset, endOffset: offset + rangeLength, count, indexes: [] };
    range.indexes.push(index);
    ranges.set(id, range);
  }
  for (const { indexes } of ranges.values()) indexes.sort((a, b) => a - b);
  return [...ranges.values()].sort((a, b) => a.offset - b.offset);
}
