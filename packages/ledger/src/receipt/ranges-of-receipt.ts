import type { Receipt } from '@headwaters/pipeline-contract';
import type { ByteRange } from '../coverage/byte-range.js';

/** The bytes that a receipt is about, in order. */
export function rangesOfReceipt({ offset, endOffset = Infinity, ranges }: Receipt): ByteRange[] {
  return (ranges ?? [[offset, endOffset] as const]).map(([start, end]) => ({ start, end }));
}
