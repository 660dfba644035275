import { priceUsage } from '@headwaters/bill';
import { formatSourceUri } from '@headwaters/pipeline-contract';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import type { RecoveryOptions, RecoveryPlan } from '../progress.js';
import { restoreCommand } from './restore-command.js';
import { type BackfillScope, type SelectedVersion, selectVersions } from './select-versions.js';

/** What a backfill found. */
export interface PlannedBackfill {
  readonly plan: RecoveryPlan;
  /** Versions to send. */
  readonly missing: number;
  /** Versions that stay unpublished whatever it sends: rejected or archived. */
  readonly unpublishable: number;
}

/** Versions between two reports of progress. */
const versionsBetweenReports = 10_000;

/** What the estimate of the cost assumes of the producer. */
const assumed = {
  gigabytes: 1,
  secondsPerObject: 0.05,
  bytesPerSecond: 20_000_000,
  objectsPerInvocation: 100,
};

/** Requests to S3 for each object: the producer lists and writes receipts, and reads the object; its confirmation is one of a group's. */
const requestsPerObject = { writes: 2, reads: 1 };

const putUnitBytes = 25_000;

/**
 * Counts what a backfill would do, by one pass over the versions and the ledger. Reports each archived and each rejected version as a
 * finding.
 *
 * Memory: one page of versions.
 */
export async function planBackfill(
  context: Pick<RecoveryContext, 's3' | 'clock' | 'pipeline'>,
  scope: BackfillScope,
  { report, signal }: Pick<RecoveryOptions, 'report' | 'signal'>,
): Promise<PlannedBackfill> {
  const tally = new Tally();
  for await (const page of selectVersions(context, scope)) {
    signal?.throwIfAborted();
    const listedBefore = tally.listed;
    for (const version of page) {
      tally.add(version);
      reportUnpublishable(version, report);
    }
    if (
      Math.floor(tally.listed / versionsBetweenReports) === Math.floor(listedBefore / versionsBetweenReports)
    )
      continue;
    report({
      type: 'progress',
      done: tally.listed,
      total: undefined,
      unit: 'versions listed',
      bytes: tally.missingBytes,
    });
  }
  return tally.result(context.pipeline.receiptDays);
}

function reportUnpublishable(
  { state, source, archive }: SelectedVersion,
  report: RecoveryOptions['report'],
): void {
  const subject = formatSourceUri(source);
  if (state === 'archived') {
    const message = `The object is archived. Restore it, wait until that is done, and start again: ${restoreCommand(source, archive)}`;
    report({ type: 'finding', subject, code: 'HEADWATERS_OBJECT_ARCHIVED', message });
  }
  if (state === 'rejected') {
    const message =
      'The producer rejected the object, so it is not sent again: see trace for the reason. After a change of the settings, send it with --rejected.';
    report({ type: 'finding', subject, code: 'HEADWATERS_OBJECT_REJECTED', message });
  }
}

class Tally {
  readonly #counts: Record<SelectedVersion['state'], number> = {
    missing: 0,
    published: 0,
    rejected: 0,
    discarded: 0,
    archived: 0,
    noRuleMatched: 0,
    canary: 0,
    folderMarker: 0,
    deleteMarker: 0,
  };
  listed = 0;
  missingBytes = 0;
  #putUnits = 0;
  #olderThanReceipts = 0;

  add({ state, sizeBytes, isOlderThanReceipts }: SelectedVersion): void {
    this.listed += 1;
    this.#counts[state] += 1;
    if (isOlderThanReceipts) this.#olderThanReceipts += 1;
    if (state !== 'missing') return;
    this.missingBytes += sizeBytes;
    this.#putUnits += Math.max(1, Math.ceil(sizeBytes / putUnitBytes));
  }

  result(receiptDays: number | undefined): PlannedBackfill {
    const counts = this.#counts;
    return {
      missing: counts.missing,
      unpublishable: counts.rejected + counts.archived,
      plan: {
        counts: {
          versions: this.listed,
          missing: counts.missing,
          published: counts.published,
          rejected: counts.rejected,
          discarded: counts.discarded,
          archived: counts.archived,
          noRuleMatched: counts.noRuleMatched,
          canary: counts.canary,
          folderMarkers: counts.folderMarker,
          deleteMarkers: counts.deleteMarker,
          olderThanReceipts: this.#olderThanReceipts,
        },
        bytes: this.missingBytes,
        cost: this.#cost(),
        notes: this.#notes(receiptDays),
      },
    };
  }

  #cost(): RecoveryPlan['cost'] {
    const { missing } = this.#counts;
    const seconds = missing * assumed.secondsPerObject + this.missingBytes / assumed.bytesPerSecond;
    const invocations = Math.ceil(missing / assumed.objectsPerInvocation);
    return priceUsage({
      s3Writes: missing * requestsPerObject.writes + invocations + Math.ceil(this.listed / 1_000) * 4,
      s3Reads: missing * requestsPerObject.reads,
      lambdaRequests: invocations,
      lambdaGigabyteSeconds: seconds * assumed.gigabytes,
      kinesisPutUnits: this.#putUnits,
    });
  }

  #notes(receiptDays: number | undefined): string[] {
    const { noRuleMatched, archived } = this.#counts;
    const notes = [
      `The estimate assumes a producer of ${assumed.gigabytes} GB that takes ${assumed.secondsPerObject * 1_000} ms for an ` +
        `object and ${assumed.bytesPerSecond / 1_000_000} MB/s, and a provisioned stream. It leaves out the consumers.`,
    ];
    if (noRuleMatched > 0)
      notes.push(`${noRuleMatched} versions match no upload filter, so they are not sent.`);
    if (archived > 0) {
      notes.push(
        `${archived} versions are archived and are not sent. Objects in the archive tiers of S3 Intelligent-Tiering are not among them: no listing shows these.`,
      );
    }
    if (this.#olderThanReceipts > 0) {
      notes.push(
        `${this.#olderThanReceipts} versions without receipts are older than receipts are kept (${String(receiptDays)} days): ` +
          'whether they were published before is unknown, and they are sent.',
      );
    }
    return notes;
  }
}
