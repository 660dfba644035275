import { readGzipEnvelope } from '../block/gzip-framing.js';
import { readZstdEnvelope } from '../block/zstd-framing.js';
import { asBuffer } from '../bytes/byte-views.js';
import { startsLikeAggregate } from './aggregate-layout.js';

/** Returns whether `decodeRecord` could take the data for an aggregate or a block. */
export function looksEncoded(data: Uint8Array): boolean {
  const bytes = asBuffer(data);
  try {
    return startsLikeAggregate(bytes) || (readGzipEnvelope(bytes) ?? readZstdEnvelope(bytes)) !== undefined;
  } catch {
    return true;
  }
}
