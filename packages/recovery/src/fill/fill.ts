import { priceUsage } from '@headwaters/bill';
import { withJob } from '../job/recovery-job.js';
import { readMappings, refuseFilter, setEnabled } from '../mapping/event-source-mapping.js';
import { formatTime } from '../mapping/retention.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import { type PipelineConsumer, consumerOf } from '../pipeline/recovery-pipeline.js';
import type { RecoveryOptions, RecoveryPlan, RecoveryResult } from '../progress.js';
import { storageAheadMillis } from '../replay/job-start.js';
import { archiveFor, replayUsage } from '../replay/replay.js';
import { findGaps } from './fill-gaps.js';
import { type FillPoint, fillPoint, oldestInStreamMillis, overlapMillis } from './fill-point.js';
import { FillRounds, type FillRoundsOptions } from './fill-rounds.js';

/** Which consumer is filled. */
export interface FillScope {
  /** Name of the consumer. */
  readonly consumer: string;
  /** Only what was published then or later. Default: everything. */
  readonly since?: Date | undefined;
}

/**
 * Gives a new consumer everything that the ledger shows as published before it started to read the stream: the archive up to the point at which its
 * mapping starts, then enables the mapping, and follows the ledger until it shows no gap in what was published before the end. Deploy
 * the consumer with `enabled: false` and `startingPosition: 'AT_TIMESTAMP'`. What was published shortly after the point may be delivered
 * twice, with equal ids.
 *
 * Only what the ledger does not show as accepted by the consumer, or discarded for it, is delivered. So a fill that was killed goes on
 * when it is started again. While the archive lags behind the stream, it waits, as long as the archive makes progress.
 *
 * Complete: the consumer accepted all of it, and its mapping is enabled. If a block is not accepted before the point, the mapping stays
 * disabled.
 *
 * @throws {@link PipelineIncompleteError} without an archive, for the consumer that writes it, for an unknown consumer or mapping, and
 * for a mapping with a filter.
 * @throws {@link RecoveryBusyError} if a fill of the consumer is running, {@link MappingUnsettledError}, and the errors of the SDK.
 */
export async function fill(
  context: RecoveryContext,
  scope: FillScope,
  options: RecoveryOptions,
): Promise<RecoveryResult> {
  const consumer = consumerOf(context.pipeline, scope.consumer);
  archiveFor(context, consumer.name);
  const mappings = await readMappings(context, consumer);
  refuseFilter(consumer, mappings);
  const point = fillPoint(context, mappings, context.clock.now());
  const publishedSinceMillis = scope.since?.getTime();
  const plan = await planFill(context, consumer, { point, publishedSinceMillis });
  options.report({ type: 'plan', ...plan });
  const { files = 0 } = plan.counts;
  if (!options.apply) return { complete: files === 0 && point.isRunning, counts: plan.counts };
  const jobScope = { command: 'fill', scope: { consumer: consumer.name } };
  return withJob(context, jobScope, async (job) => {
    const aheadMillis = await storageAheadMillis(context, jobScope);
    const signal = options.signal === undefined ? job.signal : AbortSignal.any([job.signal, options.signal]);
    const run = new FillRun(context, consumer, { ...options, signal, aheadMillis, publishedSinceMillis });
    const result = await run.fill();
    if (result.complete) await job.finish();
    return result;
  });
}

async function planFill(
  context: RecoveryContext,
  { name }: PipelineConsumer,
  {
    point,
    publishedSinceMillis,
  }: { readonly point: FillPoint; readonly publishedSinceMillis: number | undefined },
): Promise<RecoveryPlan> {
  const counts = { files: 0, filesNotArchived: 0 };
  let bytes = 0;
  const search = { consumer: name, publishedUntilMillis: point.untilMillis, publishedSinceMillis };
  for await (const { readyBytes, pendingBytes } of findGaps(context, search)) {
    counts.files += 1;
    if (pendingBytes > 0) counts.filesNotArchived += 1;
    bytes += readyBytes + pendingBytes;
  }
  const blocks = counts.files + Math.floor(bytes / assumedBlockBytes);
  const { files } = counts;
  const cost = priceUsage(replayUsage({ files, blocks, bytes: bytes / assumedRatio }));
  return { counts, bytes, cost, notes: [...point.notes, ...expiryNotes(context)] };
}

/** The archive may be older than the receipts by which the gaps are found. */
function expiryNotes({ clock, pipeline: { receiptDays } }: RecoveryContext): string[] {
  if (receiptDays === undefined) return [];
  const time = formatTime(clock.now() - receiptDays * millisPerDay);
  return [
    `Receipts are kept for ${receiptDays} days, so nothing that was published before ${time} is delivered. If the archive has older ` +
      `objects, deliver them first: replay with --until ${time}.`,
  ];
}

const millisPerDay = 86_400_000;

/** The ledger knows bytes, not blocks: a cell of 768 KiB, which becomes a fifth of its size. */
const [assumedBlockBytes, assumedRatio] = [786_432, 5];

interface FillRunOptions extends FillRoundsOptions {
  /** By how many milliseconds the clock of AWS is ahead of this one. */
  readonly aheadMillis: number;
}

class FillRun {
  readonly #context: RecoveryContext;
  readonly #consumer: PipelineConsumer;
  readonly #options: FillRunOptions;
  readonly #rounds: FillRounds;

  constructor(context: RecoveryContext, consumer: PipelineConsumer, options: FillRunOptions) {
    this.#context = context;
    this.#consumer = consumer;
    this.#options = options;
    this.#rounds = new FillRounds(context, consumer, options);
  }

  async fill(): Promise<RecoveryResult> {
    await this.#rounds.reportLost(oldestInStreamMillis(this.#context, this.#now()));
    const complete = (await this.#fillToPoint()) && (await this.#follow());
    return { complete, counts: { ...this.#rounds.counts } };
  }

  /** Meanwhile the stream may have lost what it had at the start: then the point moves. */
  async #fillToPoint(): Promise<boolean> {
    let point = await this.#readPoint();
    for (;;) {
      const { untilMillis } = point;
      if (!(await this.#rounds.close({ publishedUntilMillis: untilMillis, prefersStream: false })))
        return false;
      point = await this.#readPoint();
      if (point.isRunning || point.untilMillis - untilMillis < overlapMillis) return true;
    }
  }

  async #follow(): Promise<boolean> {
    const { signal } = this.#options;
    for (const id of this.#consumer.mappingIds)
      await setEnabled(this.#context, id, { enabled: true, signal });
    return this.#rounds.close({ publishedUntilMillis: this.#now(), prefersStream: true });
  }

  async #readPoint(): Promise<FillPoint> {
    return fillPoint(this.#context, await readMappings(this.#context, this.#consumer), this.#now());
  }

  #now(): number {
    return this.#context.clock.now() + this.#options.aheadMillis;
  }
}
