import type { ByteRange, Receipt } from '@headwaters/pipeline-contract';

/** The bytes that a receipt is about, in order. */
export function rangesOfReceipt({ offset, endOffset = Infinity, ranges }: Receipt): ByteRange[] {
  return (ranges ?? [[offset, endOffset] as const]).map(([start, end]) => ({ start, end }));
}
