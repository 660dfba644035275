import { createHash } from 'node:crypto';
import { gunzipInput } from '@headwaters/record-codec';

const newline = 10;

/** What a file holds, unpacked if it is gzip: what every consumer must end up with. */
export interface ContentMeasure {
  readonly bytes: number;
  /** Lines; a last line without an end counts. */
  readonly records: number;
  /** In hex. */
  readonly sha256: string;
}

/**
 * Measures what is in a file, chunk by chunk.
 *
 * @throws The codec's error if the file begins as gzip and is corrupt.
 */
export async function measureContent(file: AsyncIterable<Uint8Array>): Promise<ContentMeasure> {
  const hash = createHash('sha256');
  let bytes = 0;
  let newlines = 0;
  let lastByte = newline;
  for await (const chunk of gunzipInput(file)) {
    hash.update(chunk);
    bytes += chunk.length;
    lastByte = chunk.at(-1) ?? lastByte;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) newlines++;
  }
  return { bytes, records: newlines + (lastByte === newline ? 0 : 1), sha256: hash.digest('hex') };
}
