import type { Gap } from '@headwaters/ledger';
import type { FileGap } from '../../contract/file-coverage.js';

/** A gap of a trace as the page is told it: what is not known is left out. */
export function gapOf({ start, end, state, at, why }: Gap): FileGap {
  return { start, state, why, ...(Number.isFinite(end) && { end }), ...(at !== undefined && { at }) };
}
