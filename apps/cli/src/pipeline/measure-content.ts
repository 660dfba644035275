import { createHash } from 'node:crypto';
import type { RecordLayout } from '@headwaters/pipeline-contract';
import { gunzipInput } from '@headwaters/record-codec';

/** Content of a file, gunzipped if it is gzip. Every consumer must end up with the same. */
export interface ContentMeasure {
  readonly bytes: number;
  /** Includes a last record without a line end. */
  readonly records: number;
  /** In hex. */
  readonly sha256: string;
}

/**
 * Measures the content of a file, chunk by chunk.
 *
 * @param layout - How the producer splits the file into records. Default: lines.
 * @throws the codec's error if the file starts as gzip and is corrupt.
 */
export async function measureContent(
  file: AsyncIterable<Uint8Array>,
  layout: RecordLayout = 'lines',
): Promise<ContentMeasure> {
  const hash = createHash('sha256');
  const counter = new RecordCounter(layout);
  let bytes = 0;
  for await (const chunk of gunzipInput(file)) {
    hash.update(chunk);
    counter.add(chunk);
    bytes += chunk.length;
  }
  return { bytes, records: counter.records, sha256: hash.digest('hex') };
}

const newline = 10;
const quote = 34;

/** Counts records independently of the codec. A newline between the quotes of CSV does not end a record. */
class RecordCounter {
  readonly #layout: RecordLayout;
  #ended = 0;
  #isQuoted = false;
  /** Whether bytes follow the last record end. */
  #isOpen = false;

  constructor(layout: RecordLayout) {
    this.#layout = layout;
  }

  /** Records so far, including one that has not ended. */
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
