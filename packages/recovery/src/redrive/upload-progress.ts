import { GetObjectCommand } from '@aws-sdk/client-s3';
import { listObjects } from '@headwaters/ledger';
import {
  actorReceiptsPrefix,
  type ByteRange,
  countBytes,
  objectReceiptsPrefix,
  type ObjectVersion,
  parseReceipt,
  parseReceiptKey,
  subtractRanges,
} from '@headwaters/pipeline-contract';
import { producerActor } from '../failures/failure-scope.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';

/** A receipt of the producer, as a listing shows it. */
interface ListedReceipt {
  readonly key: string;
  readonly eTag: string;
}

/** How far an upload is, by the producer's receipts. */
export interface UploadProgress {
  /** Whether every byte is published, or discarded on purpose. */
  readonly isSettled: boolean;
  /** Number of bytes that are. */
  readonly bytes: number;
  /** First byte that is neither published nor discarded. */
  readonly offset: number;
  readonly rejections: readonly ListedReceipt[];
  /** The receipts of the end of the object. */
  readonly ends: readonly ListedReceipt[];
}

/** Reads how far an upload is: one listing, and for an upload of an older release one receipt. */
export async function readUploadProgress(
  context: Pick<RecoveryContext, 's3' | 'pipeline'>,
  source: ObjectVersion,
): Promise<UploadProgress> {
  const { s3, pipeline } = context;
  const objectPrefix = objectReceiptsPrefix(source);
  const prefix = actorReceiptsPrefix(source, producerActor);
  const settled: ByteRange[] = [];
  const rejections: ListedReceipt[] = [];
  const ends: ListedReceipt[] = [];
  let end: number | undefined;
  let latest: { readonly key: string; readonly endOffset: number; readonly eTag: string } | undefined;
  for await (const { key, eTag } of listObjects(s3, { bucket: pipeline.ledgerBucket, prefix })) {
    const name = parseReceiptKey(key);
    // Another object may have a key that continues this path.
    if (name?.actor !== producerActor || name.objectPrefix !== objectPrefix) continue;
    const { outcome, offset, endOffset, isLast } = name;
    if (outcome === 'rejected') rejections.push({ key, eTag });
    if (outcome !== 'published' && outcome !== 'discarded') continue;
    settled.push({ start: offset, end: endOffset ?? Infinity });
    if (outcome === 'discarded') {
      if (endOffset === undefined) end ??= offset;
      continue;
    }
    if (isLast) {
      end = endOffset;
      ends.push({ key, eTag });
    } else if (endOffset !== undefined && (latest === undefined || endOffset >= latest.endOffset)) {
      latest = { key, endOffset, eTag };
    }
  }
  // The keys of older releases don't say whether it is the end.
  if (end === undefined && latest !== undefined && (await isEnd(context, latest.key))) {
    end = latest.endOffset;
    ends.push(latest);
  }
  const missing = subtractRanges([{ start: 0, end: end ?? Infinity }], settled);
  return {
    isSettled: end !== undefined && missing.length === 0,
    bytes: countBytes(settled.filter((range) => Number.isFinite(range.end))),
    offset: missing[0]?.start ?? end ?? 0,
    rejections,
    ends,
  };
}

async function isEnd(
  { s3, pipeline }: Pick<RecoveryContext, 's3' | 'pipeline'>,
  key: string,
): Promise<boolean> {
  const place = { Bucket: pipeline.ledgerBucket, Key: key };
  const { Body: body } = await s3.send(new GetObjectCommand(place));
  return parseReceipt((await body?.transformToString()) ?? '')?.isLast === true;
}

/** Whether receipts were written, or written again, since `before`. */
export function areNewer(now: readonly ListedReceipt[], before: readonly ListedReceipt[]): boolean {
  const known = new Map(before.map(({ key, eTag }) => [key, eTag]));
  return now.some(({ key, eTag }) => known.get(key) !== eTag);
}
