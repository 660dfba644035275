import { printable, printableLines } from '../command-line/printable.js';
import type { QueryResult } from './database.js';

/** Formats of the output of `query`. */
export const resultFormats = ['table', 'csv', 'json'] as const;

export type ResultFormat = (typeof resultFormats)[number];

/** Most rows of a table. */
export const maxTableRows = 200;

/** Most characters of a cell of a table. */
const maxCellCharacters = 200;

/**
 * Formats the rows of a statement, with a newline at the end.
 *
 * Control characters are escaped, so that data can't control a terminal. Only CSV that goes to a file or another program has them
 * unchanged.
 */
export function formatResult(
  result: QueryResult,
  { format, isTerminal }: { readonly format: ResultFormat; readonly isTerminal: boolean },
): string {
  if (format === 'table') return formatTable(result);
  if (format === 'json') return printableLines(formatJson(result));
  const csv = formatCsv(result);
  return isTerminal ? printableLines(csv) : csv;
}

function formatJson({ columns, rows }: QueryResult): string {
  const objects = rows.map((row) =>
    JSON.stringify(Object.fromEntries(columns.map((name, at) => [name, row[at]]))),
  );
  return `[${objects.map((object, at) => `${at === 0 ? '\n' : ',\n'}  ${object}`).join('')}\n]\n`;
}

function formatCsv({ columns, rows }: QueryResult): string {
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\n`).join('');
}

/** RFC 4180. Null is empty; an empty string is quoted. */
function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = cellText(value);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function formatTable({ columns, rows, rowCount }: QueryResult): string {
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
