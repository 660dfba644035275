import { describe, expect, it } from '@jest/globals';
import type { QueryResult } from '../../src/query/database.js';
import { formatRows, formatTable, maxTableRows } from '../../src/query/format-result.js';

const result = {
  columns: ['id', 'note'],
  rows: [
    ['1', 'a, "b"\u001b[31m'],
    ['20', null],
    ['3', ''],
  ],
  rowCount: 3,
};

type Options = Parameters<typeof formatRows>[1];

/** The pieces of the output, with a chunk per row. */
async function piecesOf({ columns, rows }: QueryResult, options: Options): Promise<string[]> {
  async function* chunks() {
    for (const row of rows) yield await Promise.resolve([row]);
  }
  const pieces: string[] = [];
  for await (const piece of formatRows({ columns, chunks: chunks() }, options)) pieces.push(piece);
  return pieces;
}

const textOf = async (rows: QueryResult, options: Options) => (await piecesOf(rows, options)).join('');

describe('formatRows', () => {
  it('csv: unchanged for another program, escaped for a terminal; null is empty, an empty string is quoted', async () => {
    const csv = (escape: string) => `id,note\n1,"a, ""b""${escape}[31m"\n20,\n3,""\n`;
    expect(await textOf(result, { format: 'csv', isTerminal: false })).toBe(csv('\u001b'));
    expect(await textOf(result, { format: 'csv', isTerminal: true })).toBe(csv('\\u001b'));
  });

  it('json: a valid document with an object per row', async () => {
    const rows = [...result.rows, ['\u202e', { nested: [1] }]];
    const text = await textOf({ ...result, rows }, { format: 'json', isTerminal: true });
    expect(JSON.parse(text)).toEqual(rows.map(([id, note]) => ({ id, note })));
    expect(text).toContain('\\u202e');
    const empty = await textOf({ ...result, rows: [] }, { format: 'json', isTerminal: false });
    expect(empty).toBe('[\n]\n');
  });

  it.each(['csv', 'json'] as const)(
    '%s: in pieces of at least 64 Ki characters, and one row more',
    async (format) => {
      const rows = Array.from({ length: 400 }, () => ['1', 'x'.repeat(1_000)]);
      const options = { format, isTerminal: false };
      const pieces = await piecesOf({ ...result, rows }, options);
      const last = pieces.pop() ?? '';
      expect(pieces.filter(({ length }) => length < 65_536 || length > 65_536 + 1_100)).toEqual([]);
      expect(pieces.length).toBeGreaterThan(5);
      expect(last.length).toBeLessThan(65_536);
    },
  );
});

describe('formatTable', () => {
  it('is aligned, with escaped control characters and NULL', () => {
    expect(formatTable(result)).toBe(
      ['id  note', '--  ----------------', '1   a, "b"\\u001b[31m', '20  NULL', '3', ''].join('\n'),
    );
  });

  it.each([
    [maxTableRows, 0],
    [maxTableRows + 1, 1],
  ])('of %i rows hides %i', (count, hidden) => {
    const rows = Array.from({ length: count }, (_, n) => [String(n)]);
    const lines = formatTable({ columns: ['n'], rows, rowCount: count })
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(2 + maxTableRows + hidden);
    if (hidden > 0) expect(lines.at(-1)).toBe('... 1 more rows: print all with --format csv or json');
  });

  it('has at most 200 characters in a cell', () => {
    const rows = [['x'.repeat(200)], ['y'.repeat(201)]];
    const table = formatTable({ columns: ['a'], rows, rowCount: 2 });
    expect(table).toContain(`\n${'x'.repeat(200)}\n${'y'.repeat(197)}...\n`);
  });
});
