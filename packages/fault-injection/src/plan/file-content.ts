import { maxBlockRawBytes } from '@headwaters/record-codec';
import type { RandomSource } from '@headwaters/test-kit';

const newline = Buffer.from('\n');

/** What a line may be made of: pieces are drawn until it is long enough. */
const alphabets: readonly (readonly Buffer[])[] = [
  ['a', 'b', 'lorem ', 'ipsum,', '42;'].map((text) => Buffer.from(text)),
  ['ä', 'ß ', '\u{1f600}', '日本', 'e\u0301'].map((text) => Buffer.from(text)),
  // Not UTF-8, with zeros, and half a character at the end of a line.
  [[0], [0xff], [0xc3], [0xe9, 0x20], [0x80, 0x81]].map((bytes) => Buffer.from(bytes)),
  // A carriage return and other things that are no end of a line.
  ['x\r', '\u2028', '\v', '\f', 'y'].map((text) => Buffer.from(text)),
  ['h', 'i'].map((text) => Buffer.from(text, 'utf16le')),
];

/** How long lines are, in bytes: mostly short, sometimes around a cell, sometimes empty. */
function drawLineBytes(random: RandomSource, cellBytes: number): number {
  const kind = random.fraction();
  if (kind < 0.1) return 0;
  if (kind < 0.95) return random.below(30);
  if (kind < 0.99) return random.below(400);
  return cellBytes - 3 + random.below(6);
}

function drawLine(random: RandomSource, alphabet: readonly Buffer[], bytes: number): Buffer {
  const pieces: Buffer[] = [];
  for (let left = bytes; left > 0;) {
    const piece = random.pick(alphabet).subarray(0, left);
    pieces.push(piece);
    left -= piece.length;
  }
  return Buffer.concat(pieces);
}

/**
 * Draws the bytes of a file: lines of mixed lengths in one of five encodings, with or without an end of its last line,
 * sometimes empty.
 *
 * @param options.cellBytes - The producer's cell, around which some lines' lengths lie.
 * @param options.isLong - Whether it is to be long enough for several short invocations.
 */
export function drawFileContent(
  random: RandomSource,
  { cellBytes, isLong }: { readonly cellBytes: number; readonly isLong: boolean },
): Buffer {
  const alphabet = random.pick(alphabets);
  const mostLines = random.pick(isLong ? [500, 2_400, 3_600] : [20, 500, 1_900]);
  const lineCount = random.fraction() < 0.04 ? 0 : 1 + random.below(mostLines);
  const lines = Array.from({ length: lineCount }, () => [
    drawLine(random, alphabet, drawLineBytes(random, cellBytes)),
    newline,
  ]);
  const content = Buffer.concat(lines.flat());
  return random.fraction() < 0.3 ? content.subarray(0, -1) : content;
}

/** A file with one line a byte below, at or above the largest block, between two short ones. */
export function drawOversizeContent(random: RandomSource): Buffer {
  const lineBytes = maxBlockRawBytes - 2 + random.below(3);
  const filler = Buffer.alloc(lineBytes, random.pick(['z', 'zy', 'zyx']));
  return Buffer.concat([Buffer.from('before\n'), filler, Buffer.from('\nafter\n')]);
}

/** Length of the longest line, in bytes. */
const hugeLineBytes = 100_000_000;

/** A file with a line of 100 MB between two short ones. */
export function drawHugeContent(): Buffer {
  return Buffer.concat([
    Buffer.from('before\n'),
    Buffer.alloc(hugeLineBytes, 'huge'),
    Buffer.from('\nafter\n'),
  ]);
}

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

/** Lines that a field is read from: mostly JSON objects with it; some without, some no JSON at all. */
export function drawJsonContent(random: RandomSource): Buffer {
  const lineCount = 1 + random.below(random.pick([20, 300, 1_000]));
  const lines = Array.from({ length: lineCount }, (_, index) => drawJsonLine(random, index));
  return Buffer.from(lines.join(random.pick(['\n', '\n', '\r\n'])) + (random.fraction() < 0.3 ? '' : '\n'));
}

function drawJsonLine(random: RandomSource, index: number): string {
  const kind = random.fraction();
  if (kind < 0.05) return '';
  if (kind < 0.1) return 'no JSON';
  if (kind < 0.15) return JSON.stringify({ index });
  return JSON.stringify({ user: { id: random.pick(['ada', 'bob', 'eve\u{1f600}', 7]) }, index });
}
