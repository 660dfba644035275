import { setImmediate } from 'node:timers/promises';
import { printable, printableLines } from '../command-line/printable.js';
import type { QueryResult, Row, RowChunks } from './database.js';

/** Formats of the output of `query`. */
export const resultFormats = ['table', 'csv', 'json'] as const;

export type ResultFormat = (typeof resultFormats)[number];

/** Most rows of a table. */
export const maxTableRows = 200;

/** Most characters of a cell of a table. */
const maxCellCharacters = 200;

/** Characters of a piece, at least, except of the last one. */
const pieceCharacters = 65_536;

/**
 * Formats all rows of a statement, with a newline at the end. In pieces, because the result can be longer than a string of Node.js
 * (about 512 MiB).
 *
 * Control characters are escaped, so that data can't control a terminal. Only CSV that goes to a file or another program has them
 * unchanged.
 */
export async function* formatRows(
  { columns, chunks }: Pick<RowChunks, 'columns' | 'chunks'>,
  { format, isTerminal }: { readonly format: Exclude<ResultFormat, 'table'>; readonly isTerminal: boolean },
): AsyncGenerator<string, void> {
  const { head, formatRow, tail } = format === 'json' ? jsonDocument(columns) : csvDocument(columns);
  const escaped = format === 'json' || isTerminal ? printableLines : (text: string) => text;
  let piece = escaped(head);
  let isFirst = true;
  for await (const rows of chunks) {
    for (const row of rows) {
      piece += escaped(formatRow(row, isFirst));
      isFirst = false;
      if (piece.length < pieceCharacters) continue;
      yield piece;
      piece = '';
      // Node.js writes to files and pipes synchronously: otherwise Ctrl-C has no effect until the last piece.
      await setImmediate();
    }
  }
  yield piece + tail;
}

/** What a document has before, for and after its rows. */
interface DocumentFormat {
  readonly head: string;
  readonly formatRow: (row: Row, isFirst: boolean) => string;
  readonly tail: string;
}

/** An array with an object per row. */
function jsonDocument(columns: readonly string[]): DocumentFormat {
  const formatRow = (row: Row, isFirst: boolean) => {
    const object = Object.fromEntries(columns.map((name, at) => [name, row[at]]));
    return `${isFirst ? '' : ','}\n  ${JSON.stringify(object)}`;
  };
  return { head: '[', formatRow, tail: '\n]\n' };
}

function csvDocument(columns: readonly string[]): DocumentFormat {
  return { head: csvLine(columns), formatRow: csvLine, tail: '' };
}

function csvLine(row: Row): string {
  return `${row.map(csvCell).join(',')}\n`;
}

/** RFC 4180. Null is empty; an empty string is quoted. */
function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = cellText(value);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Formats the first rows of a statement as a table, with a newline at the end. Control characters are escaped. */
export function formatTable({ columns, rows, rowCount }: QueryResult): string {
  const shown = rows.slice(0, maxTableRows);
  const lines = [columns, ...shown].map((row) => row.map(tableCell));
  const widths = columns.map((_, at) => Math.max(...lines.map((row) => row[at]?.length ?? 0)));
  const pad = (row: readonly string[]) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  const [header = [], ...body] = lines;
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const hidden = rowCount - shown.length;
  const note = hidden > 0 ? [`... ${hidden} more rows: print all with --format csv or json`] : [];
  return `${[pad(header), rule, ...body.map(pad), ...note].join('\n')}\n`;
}

function tableCell(value: unknown): string {
  const text = printable(value === null || value === undefined ? 'NULL' : cellText(value));
  return text.length > maxCellCharacters ? `${text.slice(0, maxCellCharacters - 3)}...` : text;
}

function cellText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
