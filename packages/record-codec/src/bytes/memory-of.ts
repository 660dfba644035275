/** Where bytes stand. */
export interface Memory {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
}

/** Asked once for all records of a body: to ask a Uint8Array for its buffer takes longer than to make a view of it. */
export function memoryOf({ buffer, byteOffset }: Uint8Array): Memory {
  return { buffer, byteOffset };
}
