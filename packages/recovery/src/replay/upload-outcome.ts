import { type ActorCoverage, readActorCoverage } from '@headwaters/ledger';
import {
  type ByteRange,
  type PartitionedRange,
  formatSourceUri,
  mergeRanges,
} from '@headwaters/pipeline-contract';
import type { DeliveryFailure } from '../delivery/invoke-consumer.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import type { PipelineConsumer } from '../pipeline/recovery-pipeline.js';
import type { ReplayBlock } from './archived-block.js';
import type { ReplayUpload } from './upload-blocks.js';

/** Ranges are merged when there are as many: those of an upload mostly adjoin. */
const mergeAt = 1_000;

/** What became of the blocks of one upload. */
export class UploadOutcome {
  readonly upload: ReplayUpload;
  /** Why the rest of the upload is skipped. */
  failure: (DeliveryFailure & { readonly subject: string }) | undefined;
  #ranges: ByteRange[] = [];
  readonly #parts: PartitionedRange[] = [];

  constructor(upload: ReplayUpload) {
    this.upload = upload;
  }

  /** Whether the consumer acknowledged a block. */
  get hasDelivered(): boolean {
    return this.#ranges.length + this.#parts.length > 0;
  }

  /** The consumer acknowledged a block. */
  acknowledge({ range, part }: ReplayBlock): void {
    if (part === undefined) {
      this.#ranges.push({ start: range.start, end: range.end });
      if (this.#ranges.length >= mergeAt) this.#ranges = mergeRanges(this.#ranges);
    } else {
      const { index, count } = part;
      this.#parts.push({ offset: range.start, endOffset: range.end, count, indexes: [index] });
    }
  }

  /** Nothing after this place is delivered, so that the order of the upload is kept. */
  fail({ code, message }: Pick<DeliveryFailure, 'code' | 'message'>, offset?: number): void {
    const uri = formatSourceUri(this.upload.source);
    this.failure ??= { code, message, subject: offset === undefined ? uri : `${uri} from byte ${offset}` };
  }

  /** Fails if the ledger does not show everything that the consumer acknowledged. */
  async verify(
    { s3, pipeline }: Pick<RecoveryContext, 's3' | 'pipeline'>,
    consumer: PipelineConsumer,
    sinceMillis: number,
  ): Promise<void> {
    if (!this.hasDelivered) return;
    const { source } = this.upload;
    const wanted = { source, actor: consumer.name, outcomes: ['accepted'] as const, sinceMillis };
    const missing = this.#firstMissing(await readActorCoverage(s3, pipeline.ledgerBucket, wanted));
    if (missing === undefined) return;
    const message = `${consumer.name} acknowledged it, but the ledger has no receipt of it.`;
    this.fail({ code: 'HEADWATERS_NOT_IN_LEDGER', message }, missing);
  }

  #firstMissing(coverage: ActorCoverage): number | undefined {
    const range = mergeRanges(this.#ranges).find((each) => !coverage.hasRange(each));
    const part = this.#parts.find((each) => !coverage.hasParts(each));
    return range?.start ?? part?.offset;
  }
}
