import { type ConsumerTrace } from '@headwaters/ledger';
import { subtractRanges } from '@headwaters/pipeline-contract';
import type { ByteSpan, ConsumerCoverage } from '../../contract/file-coverage.js';
import { gapOf } from './gap-of.js';

/**
 * What a trace says of one consumer, for the page.
 *
 * @param whole - The file. Its end is Infinity until it is known.
 * @param millisUntilLast - From the upload to the consumer's latest receipt.
 */
export function coverageOfTrace(
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
