import type { UploadRule } from '@headwaters/pipeline-contract';

/** How a file is divided into records. */
export interface RecordRules extends Pick<UploadRule, 'recordLayout'> {
  /** The delimiter of CSV. */
  readonly delimiter: string;
  /** Bytes of a character that matters for the division: UTF-8 has one, UTF-16 two, with the order of its byte order mark. */
  readonly characters: 'utf-8' | 'utf-16le' | 'utf-16be';
}

const newline = 10;
const quote = 34;
const byteOrderMark = 0xfeff;
/** The byte order mark in UTF-8. */
const utf8Mark = [0xef, 0xbb, 0xbf];

/**
 * Where the scanner of CSV is: at the start of a field, where a quote opens a quoted field; in the rest of a field, where a quote is
 * text; in a quoted field; behind a quote in a quoted field, which ends it or is the first of two.
 */
type FieldState = 'start' | 'text' | 'quoted' | 'quote';

/**
 * Divides a file into records, independently of the codec: lines, or CSV rows, whose quoted fields (RFC 4180) may have line ends. Keeps
 * the current record in memory.
 */
export class RecordSplitter {
  readonly #layout: RecordRules['recordLayout'];
  readonly #delimiter: number;
  readonly #characters: RecordRules['characters'];
  readonly #onRecord: (record: Uint8Array) => void;
  /** The chunks of the record that has not ended. */
  #open: Uint8Array[] = [];
  #position = 0;
  /** First byte of a UTF-16 character. */
  #firstByte = 0;
  #field: FieldState = 'start';

  /** @param onRecord - Called with a record and its terminator. The bytes may be overwritten afterwards. */
  constructor(rules: RecordRules, onRecord: (record: Uint8Array) => void) {
    this.#layout = rules.recordLayout;
    this.#delimiter = rules.delimiter.charCodeAt(0);
    this.#characters = rules.characters;
    this.#onRecord = onRecord;
  }

  add(chunk: Uint8Array): void {
    let start = 0;
    for (let end = this.#nextEnd(chunk, 0); end !== undefined; end = this.#nextEnd(chunk, end)) {
      this.#finish(chunk.subarray(start, end));
      start = end;
    }
    if (start < chunk.length) this.#open.push(chunk.slice(start));
    this.#position += chunk.length;
  }

  /** Passes on the last record if it has no terminator. */
  end(): void {
    if (this.#open.length > 0) this.#finish(new Uint8Array());
  }

  #finish(rest: Uint8Array): void {
    this.#onRecord(this.#open.length === 0 ? rest : Buffer.concat([...this.#open, rest]));
    this.#open = [];
  }

  /** The end of the first record that ends behind `from`, behind its terminator. */
  #nextEnd(chunk: Uint8Array, from: number): number | undefined {
    if (this.#layout === 'whole') return undefined;
    if (this.#layout === 'lines' && this.#characters === 'utf-8') {
      const at = chunk.indexOf(newline, from);
      return at === -1 ? undefined : at + 1;
    }
    for (let at = from; at < chunk.length; at++) {
      const character = this.#characterAt(chunk[at] ?? 0, this.#position + at);
      if (character !== undefined && this.#advance(character)) return at + 1;
    }
    return undefined;
  }

  /** The character that ends with a byte; `undefined` for the first byte of a UTF-16 character. */
  #characterAt(byte: number, position: number): number | undefined {
    if (this.#characters === 'utf-8') return byte === utf8Mark[position] ? byteOrderMark : byte;
    if (position % 2 === 0) {
      this.#firstByte = byte;
      return undefined;
    }
    return this.#characters === 'utf-16le' ? byte * 256 + this.#firstByte : this.#firstByte * 256 + byte;
  }

  /** Moves over a character. Returns whether it ends the record. */
  #advance(character: number): boolean {
    const state = this.#field;
    if (state === 'quoted' && this.#layout === 'csv') {
      if (character === quote) this.#field = 'quote';
      return false;
    }
    this.#field = this.#fieldAfter(character, state);
    return character === newline;
  }

  #fieldAfter(character: number, state: FieldState): FieldState {
    if (character === newline || character === this.#delimiter) return 'start';
    if (character === quote && state !== 'text') return 'quoted';
    const isMark = state === 'start' && character === byteOrderMark;
    return isMark ? 'start' : 'text';
  }
}
