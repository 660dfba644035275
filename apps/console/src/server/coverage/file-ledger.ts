import {
  type ConsumerTrace,
  type Failures,
  type FoundVersion,
  type Gap,
  type TracedConsumer,
  traceSource,
} from '@headwaters/ledger';
import { type Receipt, subtractRanges } from '@headwaters/pipeline-contract';
import type { ByteSpan, ConsumerCoverage, FileCoverage, FileGap } from '../../contract/file-coverage.js';

/** Coverage of a file from the ledger. `size` is undefined until a receipt contains the end of the file. */
type LedgerCoverage = Pick<FileCoverage, 'notPublished' | 'consumers'> & {
  readonly size: number | undefined;
  /** Whether its Kinesis records say which bytes they carry. */
  readonly hasOffsets: boolean;
};

/** The receipts and failures of one file as they arrive, and the trace computed from them. */
export class FileLedger {
  readonly #found: Required<FoundVersion>;
  readonly #consumers: readonly TracedConsumer[];
  /** By object key, so that a receipt written again counts once. */
  readonly #receipts = new Map<string, Receipt>();
  #failures: Failures = { deadLetters: [], quarantined: [], unreadable: [], uploads: [] };
  #coverage: LedgerCoverage | undefined;

  constructor(found: FoundVersion, consumers: readonly TracedConsumer[]) {
    this.#found = found;
    this.#consumers = consumers;
  }

  keep(key: string, receipt: Receipt): void {
    this.#receipts.set(key, receipt);
    this.#coverage = undefined;
  }

  /** @param failures - All failures of this file. */
  replaceFailures(failures: Failures): void {
    this.#failures = failures;
    this.#coverage = undefined;
  }

  coverage(): LedgerCoverage {
    return (this.#coverage ??= this.#trace());
  }

  #trace(): LedgerCoverage {
    const receipts = [...this.#receipts.values()];
    const trace = traceSource({ ...this.#found, receipts, failures: this.#failures }, this.#consumers);
    const { sizeBytes: size, producer, consumers } = trace;
    const whole = { start: 0, end: size ?? Infinity };
    return {
      size,
      hasOffsets: receipts.every(({ wire }) => wire?.hasOffsets !== false),
      // A gap without a timestamp is still in flight.
      notPublished: producer.gaps
        .filter(({ state, at }) => state === 'rejected' || at !== undefined)
        .map(gapOf),
      consumers: consumers.map((consumer) =>
        coverageOfTrace(consumer, whole, this.#millisUntilLast(consumer.name)),
      ),
    };
  }

  /** Time from the upload to the consumer's latest receipt, in milliseconds. */
  #millisUntilLast(actor: string): number {
    const uploadedAt = this.#found.uploadedAt?.getTime() ?? 0;
    let latest = uploadedAt;
    for (const receipt of this.#receipts.values())
      if (receipt.actor === actor) latest = Math.max(latest, Date.parse(receipt.at));
    return latest - uploadedAt;
  }
}

/**
 * Converts a consumer's trace to the page's format.
 *
 * @param whole - Byte range of the file; `end` is Infinity while it is unknown.
 * @param millisUntilLast - Time from the upload to the consumer's latest receipt.
 */
function coverageOfTrace(
  { name, complete, gaps, unreadable }: ConsumerTrace,
  whole: ByteSpan,
  millisUntilLast: number,
): ConsumerCoverage {
  const covered = subtractRanges([whole], gaps);
  return {
    name,
    basis: 'receipts',
    covered,
    gaps: gaps.map(gapOf),
    state: stateOf(complete, gaps, covered.length > 0),
    ...(unreadable.length > 0 && { unreadable: unreadable.reduce((sum, { count }) => sum + count, 0) }),
    ...(complete && { completeAfterMillis: millisUntilLast }),
  };
}

function stateOf(
  complete: boolean,
  gaps: ConsumerTrace['gaps'],
  hasBytes: boolean,
): ConsumerCoverage['state'] {
  if (complete) return 'complete';
  for (const state of ['quarantined', 'dead-lettered', 'rejected', 'discarded'] as const)
    if (gaps.some((gap) => gap.state === state)) return state;
  return hasBytes ? 'flowing' : 'waiting';
}

/** Converts a gap of a trace to the page's format, without its unknown fields. */
export function gapOf({ start, end, state, at, why }: Gap): FileGap {
  return { start, state, why, ...(Number.isFinite(end) && { end }), ...(at !== undefined && { at }) };
}
