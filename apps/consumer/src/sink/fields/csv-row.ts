/**
 * Divides a CSV row into its columns (RFC 4180): a quote opens a quoted column at its start only, and elsewhere is a character
 * like others. What follows the closing quote of a column belongs to it unchanged.
 *
 * @param row - Without its line terminator.
 * @param delimiter - One character.
 */
export function parseCsvRow(row: string, delimiter: string): string[] {
  const columns: string[] = [];
  let at = 0;
  for (;;) {
    const { value, end } = row[at] === '"' ? quotedColumn(row, at) : { value: '', end: at };
    const next = row.indexOf(delimiter, end);
    const stop = next === -1 ? row.length : next;
    columns.push(value + row.slice(end, stop));
    if (next === -1) return columns;
    at = next + 1;
  }
}

/** The unquoted content of a column that starts with a quote, and where the closing quote ends. */
function quotedColumn(row: string, start: number): { value: string; end: number } {
  let value = '';
  let from = start + 1;
  for (;;) {
    const quote = row.indexOf('"', from);
    if (quote === -1) return { value: value + row.slice(from), end: row.length };
    value += row.slice(from, quote);
    if (row[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    from = quote + 2;
  }
}
