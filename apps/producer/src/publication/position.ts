/** A place in an object where publishing can begin: where the first record that starts in a cell does. */
export interface Position {
  readonly cell: number;
  /** Of the record's first byte in the (gunzipped) object, in bytes. */
  readonly offset: number;
  /** 1-based number of the record. */
  readonly lineNumber: number;
}

export const startOfObject: Position = { cell: 0, offset: 0, lineNumber: 1 };
