import type { Receipt } from '@headwaters/pipeline-contract';
import type { ByteRange } from '../coverage/byte-range.js';

/** The bytes that a receipt is about. */
export function rangesOfReceipt({ offset, endOffset = Infinity }: Receipt): ByteRange[] {
  return [{ start: offset, end: endOffset }];
}
