import { readGzipEnvelope } from '../block/read-gzip-envelope.js';
import { readZstdEnvelope } from '../block/read-zstd-envelope.js';
import { asBuffer } from '../bytes/as-buffer.js';
import { beginsAsAggregate } from '../kpl/aggregate-layout.js';

/** Tells whether a reader could take `data` for something else than a plain record. */
export function looksEncoded(data: Uint8Array): boolean {
  const bytes = asBuffer(data);
  try {
    return beginsAsAggregate(bytes) || (readGzipEnvelope(bytes) ?? readZstdEnvelope(bytes)) !== undefined;
  } catch {
    return true;
  }
}
