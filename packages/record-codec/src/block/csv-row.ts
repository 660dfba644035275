import { InvalidOptionError } from '../errors.js';
import { decodeText, type TextEncoding } from './text-encoding.js';

/** What separates the fields of a CSV row. */
export type CsvDelimiter = ',' | ';' | '\t' | '|';

export const csvDelimiters: readonly CsvDelimiter[] = [',', ';', '\t', '|'];

/** @throws {@link InvalidOptionError} if a program in JavaScript passes something else. */
export function checkDelimiter(delimiter: CsvDelimiter): void {
  if (csvDelimiters.includes(delimiter)) return;
  throw new InvalidOptionError(
    `The delimiter is one of ${JSON.stringify(csvDelimiters)}; got ${JSON.stringify(delimiter)}.`,
  );
}

/** Where in a CSV row a code unit is. */
export const csvState = { fieldStart: 0, unquoted: 1, quoted: 2, quoteInQuoted: 3 } as const;

export type CsvState = (typeof csvState)[keyof typeof csvState];

const newline = 10;
const quote = 34;

/**
 * Returns the state after a code unit. A newline ends the record unless the state before it is `quoted`.
 *
 * RFC 4180: a quote at the start of a field opens a quoted field, in which delimiters and newlines are content. A quote closes it,
 * two quotes are one. Beyond the RFC, as in the csv module of Python: a quote inside an unquoted field is content, and what
 * follows a closed field belongs to it, unquoted.
 */
export function nextCsvState(state: CsvState, unit: number, delimiter: number): CsvState {
  if (state === csvState.quoted) return unit === quote ? csvState.quoteInQuoted : csvState.quoted;
  if (unit === quote && state !== csvState.unquoted) return csvState.quoted;
  return unit === delimiter || unit === newline ? csvState.fieldStart : csvState.unquoted;
}

/** How to read a CSV row. The block that it comes from, or whose header it is, says it. */
export interface CsvRowOptions {
  /** Default: a comma. */
  readonly delimiter?: CsvDelimiter | undefined;
  /** Default: `utf-8`. */
  readonly encoding?: TextEncoding | undefined;
  /** Offset of the row in its object, not of its block. At 0, the default, a byte order mark is left out. */
  readonly rowOffset?: number | undefined;
}

/**
 * Returns the fields of a CSV row, unquoted. It ends at its first newline outside quotes, so a row may have its terminator. A
 * quoted field that is not closed ends with the row.
 */
export function csvFields(row: Uint8Array, options: CsvRowOptions = {}): string[] {
  return readFields(row, options, Infinity);
}

/** Returns one field of a CSV row, unquoted; an empty string if the row has fewer. @param column - 0-based. */
export function csvField(row: Uint8Array, column: number, options: CsvRowOptions): string {
  return readFields(row, options, column + 1)[column] ?? '';
}

function readFields(
  row: Uint8Array,
  { delimiter = ',', encoding = 'utf-8', rowOffset = 0 }: CsvRowOptions,
  maxFields: number,
): string[] {
  const text = decodeText(row, { encoding, offset: rowOffset });
  // Most rows have no quotes.
  if (text.includes('"')) return splitQuoted(text, delimiter, maxFields);
  const newlineAt = text.indexOf('\n');
  const content = newlineAt < 0 ? text : text.slice(0, contentEnd(text, newlineAt));
  return content.split(delimiter, Number.isFinite(maxFields) ? maxFields : undefined);
}

function splitQuoted(text: string, delimiter: CsvDelimiter, maxFields: number): string[] {
  const delimiterUnit = delimiter.charCodeAt(0);
  const fields: string[] = [];
  let state: CsvState = csvState.fieldStart;
  let field = '';
  for (let at = 0; at < text.length && fields.length < maxFields; at++) {
    const unit = text.charCodeAt(at);
    const next = nextCsvState(state, unit, delimiterUnit);
    if (next === csvState.fieldStart) {
      const isRowEnd = unit === newline;
      fields.push(isRowEnd && contentEnd(text, at) < at ? field.slice(0, -1) : field);
      field = '';
      if (isRowEnd) return fields;
    } else if (isContent(state, next)) field += text[at] ?? '';
    state = next;
  }
  return [...fields, field];
}

/** Returns the end of a row before its line feed, or before its carriage return and line feed. */
function contentEnd(text: string, newlineAt: number): number {
  return text[newlineAt - 1] === '\r' ? newlineAt - 1 : newlineAt;
}

/** A quote that opens or closes a field is no content; of two quotes, the second is. */
function isContent(state: CsvState, next: CsvState): boolean {
  if (next === csvState.quoted) return state !== csvState.fieldStart;
  return next !== csvState.quoteInQuoted;
}
