import { archivePrefix, formatSourceUri, intersectRanges } from '@headwaters/pipeline-contract';
import { forEachPaced } from '../pace/for-each.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import type { PipelineConsumer } from '../pipeline/recovery-pipeline.js';
import type { RecoveryOptions } from '../progress.js';
import { listUploadRanges, onceMore } from '../replay/archive-listing.js';
import { type DeliveryCounts, UploadDelivery } from '../replay/deliver-uploads.js';
import type { ReplayUpload } from '../replay/upload-blocks.js';
import { type FillGap, findGaps } from './fill-gaps.js';

/** Times in milliseconds. */
const waits = {
  poll: 5_000,
  /** Without progress of the archive or the consumer, nothing else is waited for. */
  stall: 15 * 60_000,
  /** How long an enabled mapping may make no progress until the archive is used. */
  stream: 3 * 60_000,
};

/** Most uploads with gaps that are asked for one by one. For more, all receipts are listed. */
const maxRemembered = 200;

/** Uploads that are delivered together: at most so many, and so many bytes. */
const groupLimits = { uploads: 64, bytes: 8_000_000 };

/** Files that are reported one by one. */
const maxLostFindings = 20;

/** What is closed. */
export interface FillGoal {
  /** The gaps in what was published until then, on the clock of S3, in milliseconds since the epoch. */
  readonly publishedUntilMillis: number;
  /** Whether the stream brings it, if it makes progress. */
  readonly prefersStream: boolean;
}

export interface FillRoundsOptions extends RecoveryOptions {
  readonly signal: AbortSignal;
  /** What was published before is left out, in milliseconds since the epoch. Default: nothing. */
  readonly publishedSinceMillis: number | undefined;
}

/** A look at the ledger, and what was delivered after it. */
interface Round {
  /** Uploads that still had gaps. */
  readonly open: Set<string>;
  missingBytes: number;
  deliveredUploads: number;
  /** One that waits, for a message. */
  example: FillGap | undefined;
}

/** Closes the gaps of one consumer. */
export class FillRounds {
  readonly #context: RecoveryContext;
  readonly #consumer: PipelineConsumer;
  readonly #options: FillRoundsOptions;
  readonly #delivery: UploadDelivery;
  /** Uploads that can't be filled. */
  readonly #failed = new Set<string>();
  /** Uploads of which the archive can't get any more. What it has is delivered. */
  readonly #lost = new Set<string>();

  constructor(context: RecoveryContext, consumer: PipelineConsumer, options: FillRoundsOptions) {
    const { rate, report, signal } = options;
    this.#context = context;
    this.#consumer = consumer;
    this.#options = options;
    this.#delivery = new UploadDelivery(context, consumer, {
      ...{ kind: 'fill', rate, report, signal, sinceMillis: -Infinity },
    });
  }

  get counts(): DeliveryCounts {
    return this.#delivery.counts;
  }

  /**
   * Delivers what is archived, and waits for the rest while there is progress.
   *
   * @returns whether the ledger shows no gap. What remains is reported.
   */
  async close(goal: FillGoal): Promise<boolean> {
    const { clock } = this.#context;
    let remembered: readonly string[] | undefined;
    let [leastMissing, progressMillis] = [Infinity, clock.now()];
    for (;;) {
      const isStreamStalled = clock.now() - progressMillis >= waits.stream;
      const round = await this.#round(goal, remembered, !goal.prefersStream || isStreamStalled);
      if (this.#delivery.isStopped) return this.#reportStop();
      if (round.open.size === 0) {
        // What was not remembered may have got a gap since.
        if (remembered === undefined) return this.#failed.size + this.#lost.size === 0;
        remembered = undefined;
        continue;
      }
      if (round.deliveredUploads > 0 || round.missingBytes < leastMissing) progressMillis = clock.now();
      leastMissing = Math.min(leastMissing, round.missingBytes);
      if (clock.now() - progressMillis >= waits.stall) return this.#reportStall(round);
      remembered = round.open.size <= maxRemembered ? [...round.open] : undefined;
      if (round.deliveredUploads === 0) await this.#wait(round);
    }
  }

  /**
   * Reports uploads that the archive does not have and can't get any more, because the stream has lost them. They are not waited for.
   *
   * @param publishedUntilMillis - What was published until then is no longer in the stream.
   */
  async reportLost(publishedUntilMillis: number): Promise<void> {
    const { publishedSinceMillis, report } = this.#options;
    const search = { consumer: this.#consumer.name, publishedUntilMillis, publishedSinceMillis };
    for await (const { objectPrefix, source, pendingBytes } of findGaps(this.#context, search)) {
      if (pendingBytes === 0) continue;
      this.#lost.add(objectPrefix);
      if (this.#lost.size > maxLostFindings) continue;
      const message =
        `${pendingBytes} bytes of it are neither in the archive nor in the stream. Upload it again, or leave out what was published ` +
        'before a time: --since.';
      report({ type: 'finding', subject: formatSourceUri(source), code: 'HEADWATERS_NOT_ARCHIVED', message });
    }
    if (this.#lost.size <= maxLostFindings) return;
    const message = `${this.#lost.size} files in all are neither in the archive nor in the stream.`;
    const subject = this.#consumer.name;
    report({ type: 'finding', subject, code: 'HEADWATERS_NOT_ARCHIVED', message });
  }

  async #wait({ open, missingBytes: bytes }: Round): Promise<void> {
    const { report, signal } = this.#options;
    report({ type: 'progress', done: 0, total: open.size, unit: 'files to come', bytes });
    await this.#context.clock.sleep(waits.poll, signal);
  }

  async #round(
    { publishedUntilMillis }: FillGoal,
    objectPrefixes: readonly string[] | undefined,
    mayDeliver: boolean,
  ): Promise<Round> {
    const { concurrency, signal, publishedSinceMillis } = this.#options;
    const { clock } = this.#context;
    const round: Round = { open: new Set(), missingBytes: 0, deliveredUploads: 0, example: undefined };
    const search = {
      consumer: this.#consumer.name,
      publishedUntilMillis,
      publishedSinceMillis,
      objectPrefixes,
    };
    const groups = groupGaps(this.#openGaps(findGaps(this.#context, search), round), mayDeliver);
    await forEachPaced(groups, { concurrency, clock, signal }, async (gaps) => {
      if (!this.#delivery.isStopped) round.deliveredUploads += await this.#deliver(gaps);
    });
    return round;
  }

  async *#openGaps(gaps: AsyncIterable<FillGap>, round: Round): AsyncGenerator<FillGap, void> {
    for await (const gap of gaps) {
      const { objectPrefix, readyBytes, pendingBytes } = gap;
      if (this.#failed.has(objectPrefix) || (this.#lost.has(objectPrefix) && readyBytes === 0)) continue;
      if (round.open.size <= maxRemembered) round.open.add(objectPrefix);
      round.missingBytes += readyBytes + pendingBytes;
      round.example ??= gap;
      yield gap;
    }
  }

  /** @returns the number of uploads of which something was delivered. */
  async #deliver(gaps: readonly FillGap[]): Promise<number> {
    const outcomes = await this.#delivery.deliver(gaps.map((gap) => this.#toUpload(gap)));
    for (const [index, { failure, hasDelivered, upload }] of outcomes.entries()) {
      const objectPrefix = gaps[index]?.objectPrefix ?? '';
      if (failure !== undefined) this.#failed.add(objectPrefix);
      if (failure !== undefined || hasDelivered || this.#delivery.isStopped) continue;
      this.#failed.add(objectPrefix);
      this.#options.report({
        ...{ type: 'finding', subject: formatSourceUri(upload.source), code: 'HEADWATERS_NOT_ARCHIVED' },
        message:
          'The ledger shows it as archived, but the archive does not have it: its objects may have expired.',
      });
    }
    return outcomes.filter(({ hasDelivered }) => hasDelivered).length;
  }

  #toUpload({ source, ready }: FillGap): ReplayUpload {
    const bucket = this.#context.pipeline.archiveBucket ?? '';
    const directory = archivePrefix(source);
    return {
      source,
      directory,
      ranges: onceMore(() => listUploadRanges(this.#context.s3, { bucket, directory })),
      // The end of a block is not known before it is read.
      wants: ({ offset, endOffset = offset + 1 }) =>
        intersectRanges([{ start: offset, end: endOffset }], ready).length > 0,
    };
  }

  #reportStop(): false {
    const { name } = this.#consumer;
    const message = `${name} accepted nothing of 20 files in a row. Find out why, then start again: what it has is skipped.`;
    this.#options.report({ type: 'finding', subject: name, code: 'HEADWATERS_FILL_STOPPED', message });
    return false;
  }

  #reportStall({ open, example, missingBytes }: Round): false {
    const files = open.size > maxRemembered ? `more than ${maxRemembered} files` : `${open.size} files`;
    const missing =
      example !== undefined && example.pendingBytes > 0 ? 'is not archived' : 'was not accepted';
    this.#options.report({
      ...{ type: 'finding', code: 'HEADWATERS_FILL_STALLED' },
      subject: example === undefined ? this.#consumer.name : formatSourceUri(example.source),
      message:
        `${missingBytes} bytes of ${files} are missing, and there was no progress for ${waits.stall / 60_000} minutes. ` +
        `What is published of this one ${missing}: see its trace.`,
    });
    return false;
  }
}

/** Groups gaps of which the archive has something. */
async function* groupGaps(
  gaps: AsyncIterable<FillGap>,
  mayDeliver: boolean,
): AsyncGenerator<readonly FillGap[], void> {
  let group: FillGap[] = [];
  let bytes = 0;
  for await (const gap of gaps) {
    if (!mayDeliver || gap.readyBytes === 0) continue;
    group.push(gap);
    bytes += gap.readyBytes;
    if (group.length < groupLimits.uploads && bytes < groupLimits.bytes) continue;
    yield group;
    group = [];
    bytes = 0;
  }
  if (group.length > 0) yield group;
}
