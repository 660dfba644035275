import type { Block } from '@headwaters/record-codec';
import { source } from './source.js';

/** A block of the given text, with sensible values for the rest. */
export function blockOf(content: string | Uint8Array, rest: Partial<Block> = {}): Block {
  const bytes = Buffer.from(content);
  return {
    source,
    offset: 0,
    lineNumber: 1,
    recordCount: 1,
    rawLength: bytes.length,
    isLast: false,
    isReference: false,
    layout: 'lines',
    bytes,
    ...rest,
  };
}

/** A reference to a range of two million bytes. */
export function referenceBlock(): Block {
  return blockOf('', { rawLength: 2_000_000, isReference: true, referenceCrc32: 0x89abcdef });
}
