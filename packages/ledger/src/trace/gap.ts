import { type ByteRange, intersectRanges, subtractRanges } from '@headwaters/pipeline-contract';

/**
 * `missing` may still be resolved, for example because the range is in flight. `unknown`: it was published, but its Kinesis records
 * don't say which bytes they carry, so the ledger can't know who has them. `discarded`: an operator closed its failure on purpose. The
 * other states are final until an operator acts.
 */
export type GapState = 'missing' | 'unknown' | 'dead-lettered' | 'quarantined' | 'rejected' | 'discarded';

/** Why an actor does not have a range, and since when. */
export interface GapReason {
  readonly state: GapState;
  /** In ISO 8601; `undefined` if nothing has happened to the range yet. */
  readonly at: string | undefined;
  readonly why: string;
}

/** A byte range that an actor does not have. An unknown end is `Infinity`. */
export interface Gap extends ByteRange, GapReason {}

/** A reason and the ranges that it applies to. */
export interface Explanation {
  readonly ranges: readonly ByteRange[];
  readonly reason: GapReason;
}

/**
 * Assigns a reason to every absent byte.
 *
 * @param explanations - In order of precedence: the first that contains a byte applies to it.
 * @param fallback - The reason for bytes without an explanation.
 * @returns Sorted gaps without overlaps that contain exactly the absent bytes.
 */
export function explainGaps(
  absent: readonly ByteRange[],
  explanations: readonly Explanation[],
  fallback: GapReason,
): Gap[] {
  const gaps: Gap[] = [];
  let unexplained = absent;
  for (const { ranges, reason } of explanations) {
    gaps.push(...intersectRanges(unexplained, ranges).map((range) => ({ ...range, ...reason })));
    unexplained = subtractRanges(unexplained, ranges);
  }
  gaps.push(...unexplained.map((range) => ({ ...range, ...fallback })));
  return gaps.sort((a, b) => a.start - b.start);
}
