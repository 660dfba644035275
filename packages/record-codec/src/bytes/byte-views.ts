/** The same memory as a Buffer: its `indexOf` and `latin1Slice` are many times faster than those of a Uint8Array. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Where bytes stand. */
export interface Memory {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
}

/** Asked once for all records of a body: to ask a Uint8Array for its buffer takes longer than to make a view of it. */
export function memoryOf({ buffer, byteOffset }: Uint8Array): Memory {
  return { buffer, byteOffset };
}

/** Bytes `start` to `end`, in the same memory: three times as fast as `Buffer.subarray`. */
export function viewOf({ buffer, byteOffset }: Memory, start: number, end: number): Uint8Array {
  return new Uint8Array(buffer, byteOffset + start, end - start);
}
