import type { Block } from './block.js';

/** What travels beside a block's bytes. */
export interface BlockMetadata extends Omit<Block, 'bytes' | 'referenceCrc32'> {
  /** Of the range's bytes, whether they travel or not. */
  readonly crc32: number;
}
