import type { Block } from '../block/block.js';
import type { BlockRecord } from '../block/block-record.js';
import type { BlockCompression } from '../block/compression.js';
import type { AggregateRecord } from '../kpl/aggregate-record.js';

/** A record that was a block. */
export interface DecodedBlock {
  readonly profile: 'block';
  readonly block: Block;
  readonly compression: BlockCompression;
  /** Walks the block's records, lazily; again on each call. None for a reference. */
  records(): Iterable<BlockRecord>;
}

/** A record that was a KPL aggregate with the right MD5. */
export interface DecodedAggregate {
  readonly profile: 'kpl';
  /** The aggregate's records, in order. */
  records(): readonly AggregateRecord[];
}

/** A record that says nothing about itself: its data as it is. */
export interface DecodedPlain {
  readonly profile: 'plain';
  readonly bytes: Uint8Array;
  /** The data begins as an aggregate does, but its MD5 is another: most likely a damaged one. */
  readonly resembles?: 'kpl';
}

/** What `decodeRecord` makes of a record, told apart by `profile`. */
export type DecodedRecord = DecodedBlock | DecodedAggregate | DecodedPlain;
