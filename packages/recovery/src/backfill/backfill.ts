import { withJob } from '../job/recovery-job.js';
import { forEachPaced } from '../pace/for-each.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import type { RecoveryOptions, RecoveryResult } from '../progress.js';
import { type PlannedBackfill, planBackfill } from './plan-backfill.js';
import { GroupPublisher, type VersionOutcome } from './publish-group.js';
import { type BackfillScope, type SelectedVersion, groupMissing, selectVersions } from './select-versions.js';

export interface BackfillOptions extends RecoveryOptions {
  /** Longest time without a new receipt before a version counts as failed, in milliseconds. Default: 10 minutes. */
  readonly stallMillis?: number | undefined;
}

/** An asynchronous invocation is retried after one and after two minutes; a further one may wait as long for its turn. */
const defaultStallMillis = 600_000;

/**
 * Publishes the versions of the source bucket that the ledger does not show as published: sends their events to the live alias of the
 * producer, by groups of small objects, and follows them in the ledger. Reports the plan first, from a pass of its own.
 *
 * It keeps no state: a run that is started again skips what the ledger shows as published. Versions stored after its start are left
 * to their own events. Old versions of a key are sent before newer ones, and those wait if an older one fails.
 *
 * Memory: one page of versions, the groups in flight, and with `versions: 'all'` all versions of one key.
 *
 * @param options.concurrency - Invocations of the producer at once.
 * @param options.rate - Objects a second.
 * @returns `complete` if the ledger shows every version as published that an event would publish, or as discarded. `false` if one
 *   failed, is rejected or is archived.
 * @throws {@link RecoveryBusyError}, {@link RecoveryLeaseLostError}, {@link InventoryError}, and the errors of the SDK.
 */
export async function backfill(
  context: RecoveryContext,
  scope: BackfillScope,
  options: BackfillOptions,
): Promise<RecoveryResult> {
  const now = new Date(context.clock.now());
  const until = scope.until === undefined || scope.until > now ? now : scope.until;
  const fixed: BackfillScope = { ...scope, until };
  if (!options.apply) {
    const planned = await planBackfill(context, fixed, options);
    options.report({ type: 'plan', ...planned.plan });
    const complete = planned.missing === 0 && planned.unpublishable === 0;
    return { complete, counts: planned.plan.counts };
  }
  const job = { command: 'backfill', scope: { prefix: scope.prefix } };
  return await withJob(context, job, async (running) => {
    const signals = options.signal === undefined ? [running.signal] : [running.signal, options.signal];
    const result = await runBackfill(context, fixed, { ...options, signal: AbortSignal.any(signals) });
    await running.finish();
    return result;
  });
}

async function runBackfill(
  context: RecoveryContext,
  scope: BackfillScope,
  options: BackfillOptions & { readonly signal: AbortSignal },
): Promise<RecoveryResult> {
  const { report, signal, concurrency, rate, stallMillis = defaultStallMillis } = options;
  const planned = await planBackfill(context, scope, options);
  report({ type: 'plan', ...planned.plan });
  const outcomes = new Outcomes(planned, report);
  const publisher = new GroupPublisher(context, {
    stallMillis,
    report,
    signal,
    onOutcome: (version, outcome) => {
      outcomes.add(version, outcome);
    },
  });
  await forEachPaced(
    groupMissing(selectVersions(context, scope)),
    { concurrency, rate, clock: context.clock, signal },
    async (group) => {
      await publisher.publish(group);
      outcomes.reportProgress();
    },
    (group) => group.reduce((sum, versions) => sum + versions.length, 0),
  );
  return outcomes.result();
}

/** Counts how versions end. */
class Outcomes {
  readonly #counts: Record<VersionOutcome, number> = {
    published: 0,
    rejected: 0,
    discarded: 0,
    failed: 0,
    heldBack: 0,
  };
  readonly #planned: PlannedBackfill;
  readonly #report: RecoveryOptions['report'];
  #done = 0;
  #bytes = 0;

  constructor(planned: PlannedBackfill, report: RecoveryOptions['report']) {
    this.#planned = planned;
    this.#report = report;
  }

  add({ sizeBytes }: SelectedVersion, outcome: VersionOutcome): void {
    this.#counts[outcome] += 1;
    this.#done += 1;
    this.#bytes += sizeBytes;
  }

  reportProgress(): void {
    const total = Math.max(this.#planned.missing, this.#done);
    this.#report({ type: 'progress', done: this.#done, total, unit: 'objects', bytes: this.#bytes });
  }

  result(): RecoveryResult {
    const { published, rejected, failed, heldBack } = this.#counts;
    const { counts } = this.#planned.plan;
    return {
      complete: rejected + failed + heldBack + this.#planned.unpublishable === 0,
      counts: {
        published,
        publishedBefore: counts['published'] ?? 0,
        rejected: rejected + (counts['rejected'] ?? 0),
        failed,
        heldBack,
        archived: counts['archived'] ?? 0,
      },
    };
  }
}
