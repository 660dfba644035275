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

/** What the ledger says of a file. `size` is missing until a receipt tells where the file ends. */
type LedgerCoverage = Pick<FileCoverage, 'notPublished' | 'consumers'> & {
  readonly size: number | undefined;
};

/** The evidence in the ledger about one file, as it comes, and what it adds up to: what `trace` says. */
export class FileLedger {
  readonly #found: Required<FoundVersion>;
  readonly #consumers: readonly TracedConsumer[];
  /** By their keys: what is written again counts once. */
  readonly #receipts = new Map<string, Receipt>();
  #failures: Failures = { deadLetters: [], unreadable: [], uploads: [] };
  #coverage: LedgerCoverage | undefined;

  constructor(found: FoundVersion, consumers: readonly TracedConsumer[]) {
    this.#found = found;
    this.#consumers = consumers;
  }

  keep(key: string, receipt: Receipt): void {
    this.#receipts.set(key, receipt);
    this.#coverage = undefined;
  }

  /** @param failures - All that is known to have failed of this file. */
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
      // What is missing since no point in time has just not come yet.
      notPublished: producer.gaps
        .filter(({ state, at }) => state === 'rejected' || at !== undefined)
        .map(gapOf),
      consumers: consumers.map((consumer) =>
        coverageOfTrace(consumer, whole, this.#millisUntilLast(consumer.name)),
      ),
    };
  }

  /** From the upload to the latest receipt that a consumer signed. */
  #millisUntilLast(actor: string): number {
    const uploadedAt = this.#found.uploadedAt?.getTime() ?? 0;
    let latest = uploadedAt;
    for (const receipt of this.#receipts.values())
      if (receipt.actor === actor) latest = Math.max(latest, Date.parse(receipt.at));
    return latest - uploadedAt;
  }
}

/**
 * What a trace says of one consumer, for the page.
 *
 * @param whole - The file. Its end is Infinity until it is known.
 * @param millisUntilLast - From the upload to the consumer's latest receipt.
 */
function coverageOfTrace(
  { name, complete, gaps }: ConsumerTrace,
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
    ...(complete && { completeAfterMillis: millisUntilLast }),
  };
}

function stateOf(
  complete: boolean,
  gaps: ConsumerTrace['gaps'],
  hasBytes: boolean,
): ConsumerCoverage['state'] {
  if (complete) return 'complete';
  for (const state of ['dead-lettered', 'rejected'] as const)
    if (gaps.some((gap) => gap.state === state)) return state;
  return hasBytes ? 'flowing' : 'waiting';
}

/** A gap of a trace as the page is told it: what is not known is left out. */
export function gapOf({ start, end, state, at, why }: Gap): FileGap {
  return { start, state, why, ...(Number.isFinite(end) && { end }), ...(at !== undefined && { at }) };
}
