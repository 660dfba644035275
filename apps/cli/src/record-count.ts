const newline = 10;
const quote = 34;

/** What a record of a file is, as the producer's settings say. */
export type RecordLayout = 'lines' | 'csv' | 'whole';

/** Counts the records of a file, shown chunk by chunk. Newlines between the quotes of CSV end no record. */
export class RecordCount {
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
