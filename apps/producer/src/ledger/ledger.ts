import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import {
  padOffset,
  parseReceipt,
  parsePublishedRange,
  receiptObject,
  actorReceiptsPrefix,
  type LedgerEntry,
  type Receipt,
} from '@headwaters/pipeline-contract';
import type { BlockSource } from '@headwaters/record-codec';

/** The producer's name in its receipts. */
const actor = 'producer';

/** Timeout of a request to the ledger, retries included, in milliseconds: with a continuation, less than a deadline leaves. */
const ledgerTimeoutMillis = 2_500;

/** Records durably what happened to a byte range of an object. Idempotent. */
export type Ledger = (entry: LedgerEntry) => Promise<void>;

/** The producer's receipts in an S3 bucket. One PutObject per entry. */
export function s3Ledger(s3: Pick<S3Client, 'send'>, bucket: string, now: () => Date): Ledger {
  return async (entry) => {
    const receipt: Receipt = { receiptVersion: 1, actor, at: now().toISOString(), ...entry };
    const command = new PutObjectCommand({ Bucket: bucket, ...receiptObject(receipt) });
    await s3.send(command, { abortSignal: AbortSignal.timeout(ledgerTimeoutMillis) });
  };
}

/** How far an object is on the stream without a gap. */
export interface PublishedProgress {
  /** First byte that is not published. */
  readonly offset: number;
  /** 1-based number of the record there. */
  readonly lineNumber: number;
  /** Whether the object ends there. */
  readonly isComplete: boolean;
}

/**
 * Returns how far an object is published from an offset on, according to the ledger; undefined if the ledger shows no
 * progress beyond that offset.
 *
 * @throws the errors of the SDK. The ledger only saves work: if it can't be read, start at the offset.
 */
export type ReadProgress = (source: BlockSource, offset: number) => Promise<PublishedProgress | undefined>;

/** The range of a receipt, as its key states it. */
interface PublishedRange {
  readonly key: string;
  readonly offset: number;
  readonly endOffset: number;
}

/**
 * Reads the producer's receipts in an S3 bucket: one listing, because the keys state the ranges, and one receipt, the last
 * of those that are contiguous. A receipt that is lost or corrupt only means less progress.
 *
 * Ignores all receipts of an object without a version: they can't be distinguished from those of an earlier upload.
 */
export function s3ReadProgress(s3: S3Client, bucket: string): ReadProgress {
  return async (source, offset) => {
    if (source.versionId === undefined || source.versionId === 'null') return undefined;
    let ranges = await listPublished(s3, { bucket, prefix: actorReceiptsPrefix(source, actor) }, offset);
    for (;;) {
      const last = lastContiguous(ranges, offset);
      if (last === undefined) return undefined;
      const progress = progressOf(await readReceipt(s3, bucket, last.key), last);
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
    { Bucket: bucket, Prefix: prefix, StartAfter: `${prefix}${padOffset(offset)}` },
    { abortSignal: AbortSignal.timeout(ledgerTimeoutMillis) },
  );
  for await (const { Contents: objects = [] } of pages) {
    for (const { Key: key = '' } of objects) {
      const range = parsePublishedRange(key);
      if (range !== undefined) ranges.push({ key, ...range });
    }
  }
  return ranges;
}

/** Of the ranges that can be reached from an offset, each starting where another ends, returns the one that ends last. */
function lastContiguous(ranges: readonly PublishedRange[], offset: number): PublishedRange | undefined {
  const reached = new Set([offset]);
  let last: PublishedRange | undefined;
  // A listing is in the order of the offsets.
  for (const range of ranges) {
    if (!reached.has(range.offset) || range.endOffset <= range.offset) continue;
    reached.add(range.endOffset);
    if (last === undefined || range.endOffset > last.endOffset) last = range;
  }
  return last;
}

async function readReceipt(s3: S3Client, bucket: string, key: string): Promise<Receipt | undefined> {
  const abortSignal = AbortSignal.timeout(ledgerTimeoutMillis);
  try {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal });
    return parseReceipt((await body?.transformToString()) ?? '');
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}

function progressOf(
  receipt: Receipt | undefined,
  { offset, endOffset }: PublishedRange,
): PublishedProgress | undefined {
  if (receipt?.outcome !== 'published' || receipt.lineNumber === undefined) return undefined;
  if (receipt.offset !== offset || receipt.endOffset !== endOffset) return undefined;
  const lineNumber = receipt.lineNumber + receipt.recordCount;
  return { offset: endOffset, lineNumber, isComplete: receipt.isLast };
}
