/**
 * Room for compressed output in one piece, whatever it comes to. Of pieces Node makes a copy; and given less than this, zstd
 * goes through buffers of its own, at nine tenths of the speed. Source: ZSTD_COMPRESSBOUND in zstd.h.
 */
export function outputChunkBytes(rawLength: number): number {
  return rawLength + (rawLength >>> 8) + 1024;
}
