import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  type ByteRange,
  type ObjectVersion,
  type PartitionedRange,
  type Receipt,
  actorReceiptsPrefix,
  mergeRanges,
  parseReceipt,
  parseReceiptKey,
  subtractRanges,
} from '@headwaters/pipeline-contract';
import { ReceiptUnreadableError } from './errors.js';
import { PartSet } from './part-set.js';
import { rangesOfReceipt } from './receipts.js';
import { listObjects } from './s3-objects.js';

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

/** Concurrent GetObject requests. */
const maxConcurrentReads = 16;

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
  const unread: string[] = [];
  const prefix = actorReceiptsPrefix(source, actor);
  for await (const { key, lastModified } of listObjects(s3, { bucket: ledgerBucket, prefix })) {
    if (lastModified.getTime() < sinceMillis) continue;
    const name = parseReceiptKey(key);
    // An object key may contain slashes, so a prefix may contain receipts of others.
    if (name?.actor !== actor || !key.startsWith(prefix) || !outcomes.includes(name.outcome)) continue;
    if (name.hasGaps) unread.push(key);
    else ranges.push({ start: name.offset, end: name.endOffset ?? Infinity });
  }
  const divided: PartitionedRange[] = [];
  for (let next = 0; next < unread.length; next += maxConcurrentReads) {
    const keys = unread.slice(next, next + maxConcurrentReads);
    const receipts = await Promise.all(keys.map((key) => readReceipt(s3, ledgerBucket, key)));
    for (const receipt of receipts) {
      if (receipt === undefined) continue;
      ranges.push(...rangesOfReceipt(receipt));
      divided.push(...(receipt.divided ?? []));
    }
  }
  return new ActorCoverage(ranges, divided);
}

/** @returns `undefined` if it was deleted since it was listed. */
async function readReceipt(s3: S3Client, bucket: string, key: string): Promise<Receipt | undefined> {
  try {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const receipt = parseReceipt((await body?.transformToString()) ?? '');
    if (receipt === undefined) throw new ReceiptUnreadableError(bucket, key);
    return receipt;
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}
