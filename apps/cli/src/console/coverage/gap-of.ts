import type { FileGap } from '@headwaters/console-contract';
import type { Gap } from '@headwaters/ledger';

/** A gap of a trace as the page is told it: what is not known is left out. */
export function gapOf({ start, end, state, at, why }: Gap): FileGap {
  return { start, state, why, ...(Number.isFinite(end) && { end }), ...(at !== undefined && { at }) };
}
