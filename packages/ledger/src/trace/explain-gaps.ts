import { type ByteRange, intersectRanges, subtractRanges } from '@headwaters/pipeline-contract';
import type { Gap, Reason } from './gap.js';

/** Ranges that share a reason. */
export interface Explanation {
  readonly ranges: readonly ByteRange[];
  readonly reason: Reason;
}

/**
 * Says of each byte that is absent why.
 *
 * @param explanations - The first that holds a byte explains it.
 * @param otherwise - The reason for bytes that none of them holds.
 * @returns Gaps that hold exactly the absent bytes, in order, none of which overlap.
 */
export function explainGaps(
  absent: readonly ByteRange[],
  explanations: readonly Explanation[],
  otherwise: Reason,
): Gap[] {
  const gaps: Gap[] = [];
  let unexplained = absent;
  for (const { ranges, reason } of explanations) {
    gaps.push(...intersectRanges(unexplained, ranges).map((range) => ({ ...range, ...reason })));
    unexplained = subtractRanges(unexplained, ranges);
  }
  gaps.push(...unexplained.map((range) => ({ ...range, ...otherwise })));
  return gaps.sort((a, b) => a.start - b.start);
}
