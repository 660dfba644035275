/** A whole number from 0 on in so many bytes, the lowest first. */
export function littleEndian(value: number, byteCount: 1 | 2 | 4): Buffer {
  const bytes = Buffer.alloc(byteCount);
  bytes.writeUIntLE(value, 0, byteCount);
  return bytes;
}
