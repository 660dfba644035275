/** Room for compressed output in one piece: of pieces, zlib's 16 KiB each, Node makes a copy. */
export function outputChunkBytes(rawLength: number): number {
  return rawLength + 1024;
}
