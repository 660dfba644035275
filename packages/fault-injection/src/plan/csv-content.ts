import type { RandomSource } from '@headwaters/test-kit';

/** Fields that are hard to get right: with newlines, doubled quotes and commas between quotes, empty, not ASCII. */
const fields = [
  'plain',
  '',
  '42',
  '"two\nlines"',
  '"a ""quoted"" word"',
  '"a, comma"',
  '"\n\n"',
  '""',
  'ü€\u{1f600}',
  '"a long field that spans\nmany\nlines, and has ""quotes"", and commas"',
] as const;

/** Draws a CSV file: rows of three fields each, some of which hold newlines between quotes. */
export function drawCsvContent(random: RandomSource): Buffer {
  const rowCount = 1 + random.below(random.pick([20, 400, 1_200]));
  const rows = Array.from({ length: rowCount }, () =>
    [random.pick(fields), random.pick(fields), random.pick(fields)].join(','),
  );
  return Buffer.from(rows.join('\n') + (random.fraction() < 0.3 ? '' : '\n'));
}
