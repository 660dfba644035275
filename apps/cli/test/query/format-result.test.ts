import { describe, expect, it } from '@jest/globals';
import { formatResult, maxTableRows } from '../../src/query/format-result.js';

const result = {
  columns: ['id', 'note'],
  rows: [
    ['1', 'a, "b"\u001b[31m'],
    ['20', null],
    ['3', ''],
  ],
  rowCount: 3,
};

describe('formatResult', () => {
  it('table: aligned, with escaped control characters and NULL', () => {
    expect(formatResult(result, { format: 'table', isTerminal: false })).toBe(
      ['id  note', '--  ----------------', '1   a, "b"\\u001b[31m', '20  NULL', '3', ''].join('\n'),
    );
  });

  it('csv: unchanged for another program, escaped for a terminal; null is empty, an empty string is quoted', () => {
    const csv = (escape: string) => `id,note\n1,"a, ""b""${escape}[31m"\n20,\n3,""\n`;
    expect(formatResult(result, { format: 'csv', isTerminal: false })).toBe(csv('\u001b'));
    expect(formatResult(result, { format: 'csv', isTerminal: true })).toBe(csv('\\u001b'));
  });

  it('json: a valid document with an object per row', () => {
    const rows = [...result.rows, ['\u202e', { nested: [1] }]];
    const text = formatResult({ ...result, rows }, { format: 'json', isTerminal: true });
    expect(JSON.parse(text)).toEqual(rows.map(([id, note]) => ({ id, note })));
    expect(text).toContain('\\u202e');
    expect(
      JSON.parse(
        formatResult({ columns: ['a'], rows: [], rowCount: 0 }, { format: 'json', isTerminal: false }),
      ),
    ).toEqual([]);
  });

  it.each([
    [maxTableRows, 0],
    [maxTableRows + 1, 1],
  ])('table of %i rows hides %i', (count, hidden) => {
    const rows = Array.from({ length: count }, (_, n) => [String(n)]);
    const lines = formatResult(
      { columns: ['n'], rows, rowCount: count },
      { format: 'table', isTerminal: true },
    )
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(2 + maxTableRows + hidden);
    if (hidden > 0) expect(lines.at(-1)).toBe('... 1 more rows: print all with --format csv or json');
  });

  it('table: a cell has at most 200 characters', () => {
    const rows = [['x'.repeat(200)], ['y'.repeat(201)]];
    const table = formatResult({ columns: ['a'], rows, rowCount: 2 }, { format: 'table', isTerminal: true });
    expect(table).toContain(`\n${'x'.repeat(200)}\n${'y'.repeat(197)}...\n`);
  });
});
