import type { ObjectVersion, RecoveryKind } from '@headwaters/pipeline-contract';
import { deliverRecords } from '../delivery/invoke-consumer.js';
import { RecoveryError } from '../errors.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import type { PipelineConsumer } from '../pipeline/recovery-pipeline.js';
import type { RecoveryOptions } from '../progress.js';
import type { ArchivedUpload } from './archive-listing.js';
import { sourceOfArchive } from './archive-source.js';
import type { ReplayBlock } from './archived-block.js';
import { BlockPace } from './block-pace.js';
import { readAhead } from './read-ahead.js';
import { type ReplayUpload, uploadBlocks } from './upload-blocks.js';
import { UploadOutcome } from './upload-outcome.js';

/** Most blocks, and most bytes of base64, that are delivered together: one invocation. */
const windowLimits = { blocks: 100, bytes: 3_500_000 };

/** Files that fail one after the other, without a block that is acknowledged, until nothing else is tried. */
const maxFailuresInARow = 20;

/** Reads in flight: of an upload that is worked on alone, and of each of several. */
const readsInFlight = { alone: 8, several: 2 };

/** Uploads of a group that are opened ahead. */
const maxOpenUploads = 8;

/** What has been delivered. */
export interface DeliveryCounts {
  readonly files: number;
  readonly blocks: number;
  readonly records: number;
  readonly bytes: number;
  readonly failedFiles: number;
}

/** How archived uploads are delivered. */
export interface UploadDeliveryOptions extends Pick<RecoveryOptions, 'rate' | 'report'> {
  readonly kind: RecoveryKind;
  /** Blocks in all, for the progress. */
  readonly total?: number | undefined;
  /** Receipts that S3 stored earlier do not count, in milliseconds since the epoch. */
  readonly sinceMillis: number;
  readonly signal: AbortSignal;
}

/** A block on its way. */
interface WindowBlock {
  readonly outcome: UploadOutcome;
  readonly block: ReplayBlock;
}

/** Delivers archived uploads to one consumer, each in offset order, and compares what it acknowledged with the ledger. */
export class UploadDelivery {
  readonly #context: RecoveryContext;
  readonly #consumer: PipelineConsumer;
  readonly #options: UploadDeliveryOptions;
  readonly #pace: BlockPace;
  readonly #counts = { files: 0, blocks: 0, records: 0, bytes: 0, failedFiles: 0 };
  #failuresInARow = 0;

  constructor(context: RecoveryContext, consumer: PipelineConsumer, options: UploadDeliveryOptions) {
    this.#context = context;
    this.#consumer = consumer;
    this.#options = options;
    this.#pace = new BlockPace(context.clock, options.rate);
  }

  get counts(): DeliveryCounts {
    return { ...this.#counts };
  }

  /** Whether so many files failed that nothing else is tried. */
  get isStopped(): boolean {
    return this.#failuresInARow >= maxFailuresInARow;
  }

  /** Returns the object version of archived ranges. Reports it if that can't be found out. */
  async identify(upload: ArchivedUpload): Promise<ObjectVersion | undefined> {
    try {
      return await sourceOfArchive(this.#context, upload);
    } catch (error) {
      if (!(error instanceof RecoveryError)) throw error;
      this.#counts.failedFiles += 1;
      const { code, message } = error;
      this.#options.report({ type: 'finding', subject: upload.directory, code, message });
      return undefined;
    }
  }

  /**
   * Delivers uploads one after the other. What can't be delivered is reported, and the rest of its upload skipped.
   *
   * Memory: the blocks of one invocation and those that are read ahead: about 30 MB.
   *
   * @returns the uploads of which something was delivered or failed.
   * @throws the errors of the SDK.
   */
  async deliver(uploads: readonly ReplayUpload[]): Promise<readonly UploadOutcome[]> {
    const outcomes = uploads.map((upload) => new UploadOutcome(upload));
    let window: WindowBlock[] = [];
    let bytes = 0;
    for await (const next of this.#blocks(outcomes)) {
      window.push(next);
      bytes += next.block.record.data.length;
      if (window.length < windowLimits.blocks && bytes < windowLimits.bytes) continue;
      await this.#deliverWindow(window);
      window = [];
      bytes = 0;
    }
    await this.#deliverWindow(window);
    await this.#verify(outcomes);
    return outcomes;
  }

  async *#blocks(outcomes: readonly UploadOutcome[]): AsyncGenerator<WindowBlock, void> {
    const reads = outcomes.length === 1 ? readsInFlight.alone : readsInFlight.several;
    const open = async (outcome: UploadOutcome) => {
      const blocks = uploadBlocks(this.#context, outcome.upload, reads);
      // Starts to read. The loop below reads the result, or the error.
      const first = blocks.next();
      await first.catch(() => undefined);
      return { outcome, first, blocks };
    };
    for await (const { outcome, first, blocks } of readAhead(outcomes, open, maxOpenUploads)) {
      try {
        for (let { done, value } = await first; done !== true; { done, value } = await blocks.next()) {
          if (outcome.failure !== undefined || this.isStopped || value === undefined) break;
          yield { outcome, block: value };
        }
      } catch (error) {
        if (!(error instanceof RecoveryError)) throw error;
        outcome.fail(error);
      } finally {
        await blocks.return();
      }
    }
  }

  async #deliverWindow(window: readonly WindowBlock[]): Promise<void> {
    const { kind, signal } = this.#options;
    let rest = window;
    while (rest.length > 0 && !this.isStopped) {
      rest = rest.filter(({ outcome }) => outcome.failure === undefined);
      if (rest.length === 0) return;
      await this.#pace.start(rest.length, signal);
      const records = rest.map(({ block }) => block.record);
      const answer = await deliverRecords(this.#context, this.#consumer, { kind, records, signal });
      for (const acknowledged of rest.slice(0, answer.acknowledged)) this.#acknowledge(acknowledged);
      const failed = rest[answer.acknowledged];
      if (answer.failure === undefined || failed === undefined) break;
      this.#failuresInARow += 1;
      failed.outcome.fail(answer.failure, failed.block.range.start);
      rest = rest.slice(answer.acknowledged + 1);
    }
    const { blocks: done, bytes } = this.#counts;
    if (window.length > 0)
      this.#options.report({ type: 'progress', done, total: this.#options.total, unit: 'blocks', bytes });
  }

  #acknowledge({ outcome, block }: WindowBlock): void {
    this.#failuresInARow = 0;
    outcome.acknowledge(block);
    this.#counts.blocks += 1;
    this.#counts.records += block.recordCount;
    this.#counts.bytes += Buffer.byteLength(block.record.data, 'base64');
  }

  async #verify(outcomes: readonly UploadOutcome[]): Promise<void> {
    const { sinceMillis, report } = this.#options;
    const verified = readAhead(outcomes, async (outcome) => {
      await outcome.verify(this.#context, this.#consumer, sinceMillis);
      return outcome;
    });
    for await (const { failure, hasDelivered } of verified) {
      if (hasDelivered) this.#counts.files += 1;
      if (failure === undefined) continue;
      this.#counts.failedFiles += 1;
      report({ type: 'finding', ...failure });
    }
  }
}
