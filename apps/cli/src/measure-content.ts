import { createHash } from 'node:crypto';
import { gunzipInput } from '@headwaters/record-codec';
import { RecordCount, type RecordLayout } from './record-count.js';

/** What a file holds, unpacked if it is gzip: what every consumer must end up with. */
export interface ContentMeasure {
  readonly bytes: number;
  /** Records; a last one without a line end counts. */
  readonly records: number;
  /** In hex. */
  readonly sha256: string;
}

/**
 * Measures what is in a file, chunk by chunk.
 *
 * @throws The codec's error if the file begins as gzip and is corrupt.
 */
export async function measureContent(
  file: AsyncIterable<Uint8Array>,
  layout: RecordLayout = 'lines',
): Promise<ContentMeasure> {
  const hash = createHash('sha256');
  const count = new RecordCount(layout);
  let bytes = 0;
  for await (const chunk of gunzipInput(file)) {
    hash.update(chunk);
    count.add(chunk);
    bytes += chunk.length;
  }
  return { bytes, records: count.records, sha256: hash.digest('hex') };
}
