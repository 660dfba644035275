import type { KinesisEntry } from '../put-records.js';

/** An entry of a PutRecords request, with the records of an object that it carries. */
export interface WireEntry extends KinesisEntry {
  /** Offset of the first record in the (unpacked) object, in bytes. */
  readonly offset: number;
  /** 1-based number of the first record in the object. */
  readonly lineNumber: number;
  readonly recordCount: number;
  /** As of the block: length of the range or, of a part, of its body. */
  readonly rawLength: number;
  /**
   * Entries of the same lane must be stored in order, one after the other. Undefined: the partition key is the lane.
   */
  readonly lane?: string;
}
