import { type ByteRange, intersectRanges, subtractRanges } from '@headwaters/pipeline-contract';

/** What became of bytes that an actor does not have. `missing`: nothing for good yet; the others are final. */
export type GapState = 'missing' | 'dead-lettered' | 'rejected';

/** Why an actor does not have some bytes, and since when. */
export interface Reason {
  readonly state: GapState;
  /** In ISO 8601; `undefined` where nothing has happened yet. */
  readonly at: string | undefined;
  readonly why: string;
}

/** Bytes that an actor does not have. An `end` of Infinity is one that is not known. */
export interface Gap extends ByteRange, Reason {}

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
