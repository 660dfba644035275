/** Bytes of an object: from `start` on, up to but without `end`. An `end` of Infinity is one that is not known. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}
