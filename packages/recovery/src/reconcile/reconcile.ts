import { formatSourceUri } from '@headwaters/pipeline-contract';
import type { FailuresContext } from '../failures/list-failures.js';
import { listVersions } from '../listing/list-versions.js';
import type { ListedVersion } from '../listing/listed-version.js';
import { compareKeys, readLedgers } from '../listing/read-ledgers.js';
import { forEachPaced } from '../pace/for-each.js';
import type { RecoveryResult, ReportRecovery } from '../progress.js';
import { type ExcludedKind, type VersionProgress, classifyVersion } from './classify-version.js';
import { FailureTable } from './failure-table.js';

/** Which versions are compared with the ledger. */
export interface ReconcileScope {
  /** Default: all keys. */
  readonly prefix?: string | undefined;
  /** Versions stored at this time or later. The listing is read completely even so: S3 has no listing by time. */
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

export interface ReconcileOptions {
  readonly report: ReportRecovery;
  readonly signal?: AbortSignal | undefined;
  /** Versions whose receipts are read at once, where their names do not decide. Default: 8. */
  readonly concurrency?: number | undefined;
  /** Has no effect: nothing is changed. */
  readonly apply?: boolean | undefined;
  /** A version that is younger, or has a younger receipt, is in flight, in milliseconds. Default: 15 minutes. */
  readonly graceMillis?: number | undefined;
  /** When to end with a partial result, in milliseconds since the epoch. Default: never. */
  readonly stopAtMillis?: number | undefined;
}

/** Numbers of versions. */
export type ReconciliationCounts = Readonly<
  Record<VersionProgress | ExcludedKind | 'versions' | 'neverSeen', number>
>;

/** The result of a comparison. JSON can hold it. */
export interface ReconciliationReport extends RecoveryResult {
  readonly reportVersion: 1;
  readonly bucket: string;
  readonly prefix: string;
  /** In ISO 8601; `null`: no limit. */
  readonly since: string | null;
  readonly until: string | null;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Whether it ended at `stopAtMillis`: keys after `lastKey` are not compared. */
  readonly isPartial: boolean;
  /** The last key that was compared; `null` if there is none. */
  readonly lastKey: string | null;
  /**
   * `versions` is the sum of all others except `neverSeen`, which is the sum of `lostOrPending` and `noRuleMatched`. The versions of
   * `deleteMarker`, `folderMarker` and `canary` are not compared.
   */
  readonly counts: ReconciliationCounts;
}

const defaultGraceMillis = 900_000;

const defaultConcurrency = 8;

/**
 * Compares every version in the source bucket with the ledger. Reports a finding for each version that is lost, late, rejected or
 * dead-lettered. Changes nothing.
 *
 * Memory: one page of versions, and from the first version that is not complete on, the names of the versions that have failures.
 *
 * @returns `complete` unless a version is lost, late, rejected or dead-lettered, or the comparison is partial. Versions that no upload
 *   filter matches, or that are older than receipts are kept, are counted only.
 * @throws the errors of the SDK.
 */
export async function reconcile(
  context: FailuresContext,
  scope: ReconcileScope,
  options: ReconcileOptions,
): Promise<ReconciliationReport> {
  const { clock, s3, pipeline } = context;
  const { report, signal, concurrency = defaultConcurrency, stopAtMillis = Infinity } = options;
  const { prefix = '', since, until } = scope;
  const { graceMillis = defaultGraceMillis } = options;
  const startedMillis = clock.now();
  const tally = new Tally(report);
  const failures = new FailureTable(context, { since }, report);
  const classifyContext = { s3, pipeline, failures, graceMillis, nowMillis: startedMillis };
  let isPartial = false;
  let lastKey: string | null = null;
  for await (const page of listVersions(s3, pipeline.sourceBucket, {
    prefix,
    since,
    until,
    versions: 'all',
  })) {
    signal?.throwIfAborted();
    isPartial = clock.now() >= stopAtMillis;
    if (isPartial) break;
    const ledgers = await readLedgers(s3, pipeline.ledgerBucket, page);
    await forEachPaced(page, { concurrency, clock, signal }, async (version) => {
      tally.add(version, await classifyVersion(classifyContext, version, ledgers.of(version.source)));
    });
    lastKey = greatestKey(page, lastKey);
    report({
      type: 'progress',
      done: tally.versions,
      total: undefined,
      unit: 'versions',
      bytes: tally.bytes,
    });
  }
  return {
    reportVersion: 1,
    bucket: pipeline.sourceBucket,
    prefix,
    since: since?.toISOString() ?? null,
    until: until?.toISOString() ?? null,
    startedAt: new Date(startedMillis).toISOString(),
    finishedAt: new Date(clock.now()).toISOString(),
    isPartial,
    lastKey,
    complete: !isPartial && !tally.hasFindings,
    counts: tally.counts(),
  };
}

function greatestKey(page: readonly ListedVersion[], known: string | null): string | null {
  return page.reduce<string | null>(
    (last, { source: { key } }) => (last === null || compareKeys(last, key) < 0 ? key : last),
    known,
  );
}

/** What is reported of a version, and what to do. */
const findings: Partial<
  Record<VersionProgress | ExcludedKind, { readonly code: string; readonly message: string }>
> = {
  lostOrPending: {
    code: 'HEADWATERS_OBJECT_NEVER_SEEN',
    message:
      'The ledger has no receipt of it: its event was lost, or is still pending. Publish it with backfill.',
  },
  late: {
    code: 'HEADWATERS_OBJECT_LATE',
    message:
      'Not every consumer has accepted it, and nothing has happened for a while. See trace for what is missing.',
  },
  rejected: {
    code: 'HEADWATERS_OBJECT_REJECTED',
    message: 'The producer rejected it. The receipt has the reason: see trace.',
  },
  deadLettered: {
    code: 'HEADWATERS_OBJECT_DEAD_LETTERED',
    message: 'A part of it is in the failures bucket. See failures, then use redrive or discard.',
  },
};

class Tally {
  readonly #report: ReportRecovery;
  readonly #counts: Record<VersionProgress | ExcludedKind, number> = {
    complete: 0,
    inFlight: 0,
    late: 0,
    rejected: 0,
    deadLettered: 0,
    discarded: 0,
    unknown: 0,
    lostOrPending: 0,
    noRuleMatched: 0,
    tooOld: 0,
    deleteMarker: 0,
    folderMarker: 0,
    canary: 0,
  };
  hasFindings = false;
  versions = 0;
  bytes = 0;

  constructor(report: ReportRecovery) {
    this.#report = report;
  }

  add({ source, sizeBytes }: ListedVersion, progress: VersionProgress | ExcludedKind): void {
    this.#counts[progress] += 1;
    this.versions += 1;
    this.bytes += sizeBytes;
    const finding = findings[progress];
    if (finding === undefined) return;
    this.hasFindings = true;
    this.#report({ type: 'finding', subject: formatSourceUri(source), ...finding });
  }

  counts(): ReconciliationCounts {
    const { lostOrPending, noRuleMatched } = this.#counts;
    return { versions: this.versions, neverSeen: lostOrPending + noRuleMatched, ...this.#counts };
  }
}
