import { GetObjectCommand, PutObjectCommand, type S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import {
  type Receipt,
  offsetInKey,
  parseReceipt,
  publishedRangeOf,
  receiptObject,
  receiptPrefixOf,
} from '@headwaters/pipeline-contract';
import type { BlockSource } from '@headwaters/record-codec';

/** How the producer signs its receipts. */
const actor = 'producer';

/** Longest time that a request to the ledger may take, retries included, in milliseconds: what a deadline leaves is more. */
const requestTimeoutMillis = 3_000;

/** Says for good what became of a byte range of an object. Writing the same again changes nothing. */
export type Ledger = (entry: Omit<Receipt, 'receiptVersion' | 'actor' | 'at'>) => Promise<void>;

/** The producer's part of the ledger, in an S3 bucket. One PutObject an entry. */
export function s3Ledger(s3: Pick<S3Client, 'send'>, bucket: string, now: () => Date): Ledger {
  return async (entry) => {
    const receipt: Receipt = { receiptVersion: 1, actor, at: now().toISOString(), ...entry };
    const command = new PutObjectCommand({ Bucket: bucket, ...receiptObject(receipt) });
    await s3.send(command, { abortSignal: AbortSignal.timeout(requestTimeoutMillis) });
  };
}

/** How far an object is on the stream without a gap. */
export interface PublishedProgress {
  /** First byte that is not. */
  readonly offset: number;
  /** 1-based number of the record there. */
  readonly lineNumber: number;
  /** Nothing comes after it. */
  readonly isComplete: boolean;
}

/**
 * Tells how far the ledger says an object is on the stream, from an offset on; undefined if it knows no more than that.
 *
 * @throws the SDK's own errors. The ledger saves work and nothing else: who can't read it begins at the offset.
 */
export type ReadProgress = (source: BlockSource, offset: number) => Promise<PublishedProgress | undefined>;

/** A receipt as its key tells of it. */
interface PublishedRange {
  readonly key: string;
  readonly offset: number;
  readonly endOffset: number;
}

/**
 * Reads the producer's own receipts in an S3 bucket: one listing, since their keys say which ranges they are of, and one
 * receipt, the last of those that follow one another. One that is lost or damaged only means less progress.
 *
 * Without a version, an object has nothing that tells its receipts from those of an earlier upload: then none count.
 */
export function s3ReadProgress(s3: S3Client, bucket: string): ReadProgress {
  return async (source, offset) => {
    if (source.versionId === undefined || source.versionId === 'null') return undefined;
    let ranges = await listPublished(s3, { bucket, prefix: receiptPrefixOf(source, actor) }, offset);
    for (;;) {
      const last = lastInRow(ranges, offset);
      if (last === undefined) return undefined;
      const progress = progressBy(await readReceipt(s3, bucket, last.key), last);
      if (progress !== undefined) return progress;
      ranges = ranges.filter(({ key }) => key !== last.key);
    }
  };
}

async function listPublished(
  client: S3Client,
  { bucket, prefix }: { bucket: string; prefix: string },
  offset: number,
): Promise<PublishedRange[]> {
  const ranges: PublishedRange[] = [];
  const pages = paginateListObjectsV2(
    { client },
    { Bucket: bucket, Prefix: prefix, StartAfter: `${prefix}${offsetInKey(offset)}` },
    { abortSignal: AbortSignal.timeout(requestTimeoutMillis) },
  );
  for await (const { Contents: objects = [] } of pages) {
    for (const { Key: key = '' } of objects) {
      const range = publishedRangeOf(key);
      if (range !== undefined) ranges.push({ key, ...range });
    }
  }
  return ranges;
}

/** Of the ranges that lead on from an offset, each from where another ends, the one that ends last. */
function lastInRow(ranges: readonly PublishedRange[], offset: number): PublishedRange | undefined {
  const reached = new Set([offset]);
  let last: PublishedRange | undefined;
  // A listing gives them in the order of their offsets.
  for (const range of ranges) {
    if (!reached.has(range.offset) || range.endOffset <= range.offset) continue;
    reached.add(range.endOffset);
    if (last === undefined || range.endOffset > last.endOffset) last = range;
  }
  return last;
}

async function readReceipt(s3: S3Client, bucket: string, key: string): Promise<Receipt | undefined> {
  const abortSignal = AbortSignal.timeout(requestTimeoutMillis);
  try {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal });
    return parseReceipt((await body?.transformToString()) ?? '');
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}

function progressBy(
  receipt: Receipt | undefined,
  { offset, endOffset }: PublishedRange,
): PublishedProgress | undefined {
  if (receipt?.outcome !== 'published' || receipt.lineNumber === undefined) return undefined;
  if (receipt.offset !== offset || receipt.endOffset !== endOffset) return undefined;
  const lineNumber = receipt.lineNumber + receipt.recordCount;
  return { offset: endOffset, lineNumber, isComplete: receipt.isLast };
}
