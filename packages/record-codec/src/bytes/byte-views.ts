/** Returns a Buffer on the same memory: its `indexOf` and `latin1Slice` are many times faster than a Uint8Array's methods. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The memory of a byte array, and where in it the array starts. */
export interface Memory {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
}

/** Read once per block or aggregate: reading `buffer` of a Uint8Array takes longer than making a view of it. */
export function memoryOf({ buffer, byteOffset }: Uint8Array): Memory {
  return { buffer, byteOffset };
}

/** Returns a view of bytes `start` to `end` (exclusive) on the same memory: three times as fast as `Buffer.subarray`. */
export function viewOf({ buffer, byteOffset }: Memory, start: number, end: number): Uint8Array {
  return new Uint8Array(buffer, byteOffset + start, end - start);
}
