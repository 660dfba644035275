import { createHash } from 'node:crypto';
import { gunzipInput } from '@headwaters/record-codec';

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

const newline = 10;
const quote = 34;

/** What a record of a file is, as the producer's settings say. */
export type RecordLayout = 'lines' | 'csv' | 'whole';

/** Counts the records of a file, shown chunk by chunk. Newlines between the quotes of CSV end no record. */
class RecordCount {
  readonly #layout: RecordLayout;
  #ended = 0;
  #isQuoted = false;
  /** Whether there are bytes since the last end of a record. */
  #isOpen = false;

  constructor(layout: RecordLayout) {
    this.#layout = layout;
  }

  /** Records so far; the last counts though its end has not come. */
  get records(): number {
    return this.#ended + (this.#isOpen ? 1 : 0);
  }

  add(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    if (this.#layout === 'lines') this.#addLines(chunk);
    else if (this.#layout === 'csv') this.#addRows(chunk);
    else this.#isOpen = true;
  }

  #addLines(chunk: Uint8Array): void {
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) this.#ended++;
    this.#isOpen = chunk.at(-1) !== newline;
  }

  #addRows(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (byte === quote) this.#isQuoted = !this.#isQuoted;
      this.#isOpen = byte !== newline || this.#isQuoted;
      if (!this.#isOpen) this.#ended++;
    }
  }
}
