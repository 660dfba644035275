import type { S3Client } from '@aws-sdk/client-s3';
import {
  type ByteRange,
  type ObjectVersion,
  type PartitionedRange,
  type Receipt,
  actorReceiptsPrefix,
  mergeRanges,
  objectReceiptsPrefix,
  parseReceipt,
  parseReceiptKey,
  subtractRanges,
} from '@headwaters/pipeline-contract';
import { ReceiptUnreadableError } from '../errors.js';
import { PartSet } from './part-set.js';
import { rangesOfReceipt } from './receipts.js';
import { type ListedObject, listObjects, readTextObjects } from '../s3-objects.js';

/** What one actor has of one object version, according to receipts of certain outcomes. */
export class ActorCoverage {
  /** The ranges that it has completely: sorted, without overlaps. */
  readonly ranges: readonly ByteRange[];
  readonly #parts: PartSet;
  /** Ranges of zero bytes, which `ranges` can't contain, by offset. */
  readonly #emptyAt: ReadonlySet<number>;

  constructor(ranges: readonly ByteRange[], divided: readonly PartitionedRange[]) {
    this.#parts = new PartSet(divided);
    this.ranges = mergeRanges([...ranges, ...this.#parts.completeRanges()]);
    this.#emptyAt = new Set(ranges.filter(({ start, end }) => start === end).map(({ start }) => start));
  }

  /** Whether it has every byte of a range. It has a range of zero bytes if a receipt names it, or a range that contains it. */
  hasRange(range: ByteRange): boolean {
    const { start, end } = range;
    if (start < end) return subtractRanges([range], this.ranges).length === 0;
    return (
      this.#emptyAt.has(start) || this.ranges.some((known) => known.start <= start && start <= known.end)
    );
  }

  /** Whether it has the given parts of a range, or the complete range. */
  hasParts(parts: PartitionedRange): boolean {
    if (this.hasRange({ start: parts.offset, end: parts.endOffset })) return true;
    return this.#parts.missingIndexes(parts).length === 0;
  }
}

/**
 * Reads what an actor has of an object version. Most receipts say it in their key, so a listing, which has 1,000 of them, is
 * enough; those with gaps are read.
 *
 * @param options.outcomes - For example `accepted` and `discarded`: which receipts count.
 * @param options.sinceMillis - Only receipts that S3 stored then or later count, in milliseconds since the epoch. Default: all.
 * @throws {@link ReceiptUnreadableError} if a receipt that must be read is not one of a known version.
 */
export async function readActorCoverage(
  s3: S3Client,
  ledgerBucket: string,
  {
    source,
    actor,
    outcomes,
    sinceMillis = -Infinity,
  }: {
    readonly source: ObjectVersion;
    readonly actor: string;
    readonly outcomes: readonly Receipt['outcome'][];
    readonly sinceMillis?: number;
  },
): Promise<ActorCoverage> {
  const ranges: ByteRange[] = [];
  const divided: PartitionedRange[] = [];
  const unread: ListedObject[] = [];
  const objectPrefix = objectReceiptsPrefix(source);
  const prefix = actorReceiptsPrefix(source, actor);
  for await (const listed of listObjects(s3, { bucket: ledgerBucket, prefix })) {
    if (listed.lastModified.getTime() < sinceMillis) continue;
    const name = parseReceiptKey(listed.key);
    // The key of another object may continue this prefix.
    if (name?.objectPrefix !== objectPrefix || !outcomes.includes(name.outcome)) continue;
    if (name.hasGaps) unread.push(listed);
    else ranges.push({ start: name.offset, end: name.endOffset ?? Infinity });
  }
  for await (const { key, text } of readTextObjects(s3, ledgerBucket, unread)) {
    const receipt = parseReceipt(text);
    if (receipt === undefined) throw new ReceiptUnreadableError(ledgerBucket, key);
    ranges.push(...rangesOfReceipt(receipt));
    divided.push(...(receipt.divided ?? []));
  }
  return new ActorCoverage(ranges, divided);
}
