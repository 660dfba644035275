import { GetObjectCommand } from '@aws-sdk/client-s3';
import { readActorCoverage } from '@headwaters/ledger';
import { parseReceipt } from '@headwaters/pipeline-contract';
import { type ListedVersion, type VersionKind, kindOfVersion } from '../listing/listed-version.js';
import type { VersionLedger } from '../listing/version-ledger.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import type { FailureTable } from './failure-table.js';

/** How far a version of an object has come. */
export type VersionProgress =
  /** Every consumer has accepted it. */
  | 'complete'
  /** Something happened to it within the grace period. */
  | 'inFlight'
  /** Nothing has happened to it for longer, and nothing says why: a consumer is paused or behind, or a part was lost. */
  | 'late'
  /** The producer rejected it. */
  | 'rejected'
  /** A part of it is in the failures bucket: dead-lettered by Lambda or quarantined by a consumer. */
  | 'deadLettered'
  /** An operator closed what is missing on purpose. */
  | 'discarded'
  /** It was published without offsets, so that consumers can't write receipts. */
  | 'unknown'
  /** Never seen: a rule matches, but there is no receipt. The event was lost, or is still pending. */
  | 'lostOrPending'
  /** Never seen: no upload filter matches the key. */
  | 'noRuleMatched'
  /** Not seen, or no longer: its receipts may have expired. */
  | 'tooOld';

/** Kinds of versions that are never published. */
export type ExcludedKind = Extract<VersionKind, 'deleteMarker' | 'folderMarker' | 'canary'>;

export interface ClassifyContext extends Pick<RecoveryContext, 's3' | 'pipeline'> {
  readonly failures: FailureTable;
  readonly nowMillis: number;
  /** A version that is younger, or has a younger receipt, is in flight. */
  readonly graceMillis: number;
}

/** Returns how far a version has come, by the names of its receipts, and by their content and the failures where these decide. */
export async function classifyVersion(
  context: ClassifyContext,
  version: ListedVersion,
  ledger: VersionLedger,
): Promise<VersionProgress | ExcludedKind> {
  const kind = kindOfVersion(version, context.pipeline);
  if (kind === 'deleteMarker' || kind === 'folderMarker' || kind === 'canary') return kind;
  if (ledger.receiptCount === 0) {
    return kind === 'noRuleMatched'
      ? kind
      : await classifyOpen(context, version, { ledger, actors: ['producer'] });
  }
  if (ledger.isRejected) return ledger.isUploadDiscarded ? 'discarded' : 'rejected';
  if (ledger.isUploadDiscarded) return 'discarded';
  if (!ledger.isPublished) return await classifyOpen(context, version, { ledger, actors: ['producer'] });
  return await classifyPublished(context, version, ledger);
}

async function classifyPublished(
  context: ClassifyContext,
  version: ListedVersion,
  ledger: VersionLedger,
): Promise<VersionProgress> {
  const lacking: string[] = [];
  let isDiscarded = false;
  for (const { name } of context.pipeline.consumers) {
    if (ledger.isAcceptedBy(name)) continue;
    const has = await readState(context, { version, ledger, name });
    if (has === 'nothing') lacking.push(name);
    if (has === 'discarded') isDiscarded = true;
  }
  if (lacking.length === 0) return isDiscarded ? 'discarded' : 'complete';
  if (lacking.some((name) => ledger.hasQuarantined(name))) return 'deadLettered';
  if (!lacking.some((name) => ledger.hasReceiptsOf(name)) && (await isWithoutOffsets(context, ledger)))
    return 'unknown';
  return await classifyOpen(context, version, { ledger, actors: lacking });
}

/** What a consumer has, if names of receipts do not show that it has accepted everything: their content may. */
async function readState(
  { s3, pipeline }: ClassifyContext,
  { version, ledger, name }: { version: ListedVersion; ledger: VersionLedger; name: string },
): Promise<'everything' | 'discarded' | 'nothing'> {
  if (!ledger.hasGaps(name)) return ledger.isClosedBy(name) ? 'discarded' : 'nothing';
  const range = { start: 0, end: ledger.endOffset ?? Infinity };
  const { source } = version;
  const read = (outcomes: readonly ('accepted' | 'discarded')[]) =>
    readActorCoverage(s3, pipeline.ledgerBucket, { source, actor: name, outcomes });
  if ((await read(['accepted'])).hasRange(range)) return 'everything';
  return (await read(['accepted', 'discarded'])).hasRange(range) ? 'discarded' : 'nothing';
}

async function isWithoutOffsets({ s3, pipeline }: ClassifyContext, ledger: VersionLedger): Promise<boolean> {
  const { lastPublishedKey: key } = ledger;
  if (key === undefined) return false;
  const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: pipeline.ledgerBucket, Key: key }));
  return parseReceipt((await body?.transformToString()) ?? '')?.wire?.hasOffsets === false;
}

/** Something is missing at some actors. */
async function classifyOpen(
  { failures, nowMillis, graceMillis, pipeline: { receiptDays = Infinity } }: ClassifyContext,
  { source, lastModified }: ListedVersion,
  { ledger, actors }: { readonly ledger: VersionLedger; readonly actors: readonly string[] },
): Promise<VersionProgress> {
  const failed = await failures.actorsOf(source);
  if (actors.some((actor) => failed.has(actor))) return 'deadLettered';
  const latestMillis = Math.max(lastModified.getTime(), ledger.latestMillis);
  if (nowMillis - latestMillis < graceMillis) return 'inFlight';
  if (nowMillis - lastModified.getTime() > receiptDays * millisPerDay) return 'tooOld';
  return ledger.receiptCount === 0 ? 'lostOrPending' : 'late';
}

const millisPerDay = 86_400_000;
