import { GetObjectCommand } from '@aws-sdk/client-s3';
import {
  type ListedReceipt,
  type NamedCoverage,
  coverageOfNames,
  listReceiptNames,
  readActorCoverage,
} from '@headwaters/ledger';
import {
  type ByteRange,
  type ObjectVersion,
  type Receipt,
  countBytes,
  intersectRanges,
  parseReceipt,
  subtractRanges,
} from '@headwaters/pipeline-contract';
import type { RecoveryContext } from '../pipeline/recovery-context.js';

/** What one consumer lacks of one upload. */
export interface FillGap {
  /** The prefix of the receipts of the upload. */
  readonly objectPrefix: string;
  readonly source: ObjectVersion;
  /** What the archive has of it. */
  readonly ready: readonly ByteRange[];
  /** What is not archived yet. */
  readonly pending: readonly ByteRange[];
  readonly readyBytes: number;
  readonly pendingBytes: number;
}

/** What to look for. */
export interface FillSearch {
  /** Name of the consumer. */
  readonly consumer: string;
  /** Only what was published until then, on the clock of S3, in milliseconds since the epoch. */
  readonly publishedUntilMillis: number;
  /** Only what was published then or later. Default: all. */
  readonly publishedSinceMillis?: number | undefined;
  /** Only these uploads: prefixes of their receipts. Default: all. */
  readonly objectPrefixes?: readonly string[] | undefined;
}

type Ports = Pick<RecoveryContext, 's3' | 'pipeline'>;

/**
 * Compares what the ledger shows as published with what a consumer has accepted, or an operator has discarded for it. One listing of
 * the receipts is enough for most uploads; of those with a gap, one receipt is read, and those with gaps of their own.
 *
 * Memory: the ranges of one upload.
 */
export async function* findGaps(context: Ports, search: FillSearch): AsyncGenerator<FillGap, void> {
  for await (const coverage of coverageOfNames(namesOf(context, search))) {
    const gap = await gapOf(context, coverage, search);
    if (gap !== undefined) yield gap;
  }
}

async function* namesOf(
  { s3, pipeline }: Ports,
  { publishedUntilMillis, publishedSinceMillis = -Infinity, objectPrefixes }: FillSearch,
): AsyncGenerator<ListedReceipt, void> {
  for (const prefix of objectPrefixes ?? [undefined]) {
    const listing = listReceiptNames(s3, pipeline.ledgerBucket, prefix === undefined ? {} : { prefix });
    for await (const name of listing) {
      if (prefix !== undefined && name.objectPrefix !== prefix) continue;
      const storedMillis = name.lastModified.getTime();
      const isInTime = storedMillis >= publishedSinceMillis && storedMillis <= publishedUntilMillis;
      if (name.outcome === 'published' && !isInTime) continue;
      yield name;
    }
  }
}

async function gapOf(
  context: Ports,
  { objectPrefix, actors, lastPublishedKey }: NamedCoverage,
  { consumer }: FillSearch,
): Promise<FillGap | undefined> {
  const { archiveConsumer = '' } = context.pipeline;
  const published = actors.get('producer')?.ranges ?? [];
  const { ranges: accepted = [], discarded = [], needsContent = false } = actors.get(consumer) ?? {};
  let missing = subtractRanges(published, [...accepted, ...discarded]);
  // mutation-anchor: fill-missing
  if (missing.length === 0 || lastPublishedKey === undefined) return undefined;
  const receipt = await readReceipt(context, lastPublishedKey);
  if (receipt === undefined) return undefined;
  const { source } = receipt;
  const read = async (actor: string, outcomes: readonly Receipt['outcome'][]) =>
    (await readActorCoverage(context.s3, context.pipeline.ledgerBucket, { source, actor, outcomes })).ranges;
  if (needsContent) missing = subtractRanges(missing, await read(consumer, ['accepted', 'discarded']));
  const archive = actors.get(archiveConsumer);
  const archived =
    archive?.needsContent === true ? await read(archiveConsumer, ['accepted']) : (archive?.ranges ?? []);
  const ready = intersectRanges(missing, archived);
  // Without offsets, nobody can write receipts, except of records that are sent as references.
  const pending = receipt.wire?.hasOffsets === false ? [] : subtractRanges(missing, archived);
  if (ready.length + pending.length === 0) return undefined;
  const sizes = { readyBytes: countBytes(ready), pendingBytes: countBytes(pending) };
  return { objectPrefix, source, ready, pending, ...sizes };
}

async function readReceipt({ s3, pipeline }: Ports, key: string): Promise<Receipt | undefined> {
  try {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: pipeline.ledgerBucket, Key: key }));
    return parseReceipt((await body?.transformToString()) ?? '');
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}
