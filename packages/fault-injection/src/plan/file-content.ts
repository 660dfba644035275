import { maxBlockRawBytes } from '@headwaters/record-codec';
import type { RandomSource } from '@headwaters/test-kit';

const newline = Buffer.from('\n');

/** Pieces that lines are composed of: one alphabet per file. */
const alphabets: readonly (readonly Buffer[])[] = [
  ['a', 'b', 'lorem ', 'ipsum,', '42;'].map((text) => Buffer.from(text)),
  ['ä', 'ß ', '\u{1f600}', '日本', 'e\u0301'].map((text) => Buffer.from(text)),
  // Not UTF-8: zeros, and incomplete characters at the end of a line.
  [[0], [0xff], [0xc3], [0xe9, 0x20], [0x80, 0x81]].map((bytes) => Buffer.from(bytes)),
  // Characters that other programs treat as the end of a line.
  ['x\r', '\u2028', '\v', '\f', 'y'].map((text) => Buffer.from(text)),
  ['h', 'i'].map((text) => Buffer.from(text, 'utf16le')),
];

/** Draws the length of a line, in bytes: mostly short, sometimes 0 or close to the size of a cell. */
function drawLineBytes(random: RandomSource, cellBytes: number): number {
  const kind = random.fraction();
  if (kind < 0.1) return 0;
  if (kind < 0.95) return random.below(30);
  if (kind < 0.99) return random.below(400);
  return cellBytes - 3 + random.below(6);
}

function drawLine(random: RandomSource, alphabet: readonly Buffer[], bytes: number): Buffer {
  const pieces: Buffer[] = [];
  for (let remainingBytes = bytes; remainingBytes > 0;) {
    const piece = random.pick(alphabet).subarray(0, remainingBytes);
    pieces.push(piece);
    remainingBytes -= piece.length;
  }
  return Buffer.concat(pieces);
}

/**
 * Draws a file of lines in one of five alphabets, with or without a final newline. Some files are empty.
 *
 * @param options.cellBytes - The producer's cell size, in bytes. Some lines are about as long.
 * @param options.isLong - Whether the file needs several short invocations.
 * @param options.sizeDivisor - The file has this fraction of the lines.
 */
export function drawFileContent(
  random: RandomSource,
  {
    cellBytes,
    isLong,
    sizeDivisor,
  }: { readonly cellBytes: number; readonly isLong: boolean; readonly sizeDivisor: number },
): Buffer {
  const alphabet = random.pick(alphabets);
  const maxLines = random.pick(isLong ? [500, 2_400, 3_600] : [20, 500, 1_900]);
  const lineCount = random.fraction() < 0.04 ? 0 : 1 + random.below(Math.ceil(maxLines / sizeDivisor));
  const lines = Array.from({ length: lineCount }, () => [
    drawLine(random, alphabet, drawLineBytes(random, cellBytes)),
    newline,
  ]);
  const content = Buffer.concat(lines.flat());
  return random.fraction() < 0.3 ? content.subarray(0, -1) : content;
}

/** Draws a file whose second line is one byte shorter than, as long as, or one byte longer than the largest that fits in a block. */
export function drawOversizeContent(random: RandomSource): Buffer {
  const lineBytes = maxBlockRawBytes - 2 + random.below(3);
  const filler = Buffer.alloc(lineBytes, random.pick(['z', 'zy', 'zyx']));
  return Buffer.concat([Buffer.from('before\n'), filler, Buffer.from('\nafter\n')]);
}

/** Length of the huge line, in bytes. */
const hugeLineBytes = 100_000_000;

/** Returns a file with a line of 100 MB between two short ones. */
export function createHugeContent(): Buffer {
  return Buffer.concat([
    Buffer.from('before\n'),
    Buffer.alloc(hugeLineBytes, 'huge'),
    Buffer.from('\nafter\n'),
  ]);
}

/** Fields with newlines, doubled quotes and commas within quotes; empty and non-ASCII fields. */
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

/**
 * Draws a CSV file with rows of three fields. Some fields contain quoted newlines.
 *
 * @param sizeDivisor - The file has this fraction of the rows.
 */
export function drawCsvContent(random: RandomSource, sizeDivisor: number): Buffer {
  const maxRows = random.pick([20, 400, 1_200]);
  const rowCount = 1 + random.below(Math.ceil(maxRows / sizeDivisor));
  const rows = Array.from({ length: rowCount }, () =>
    [random.pick(fields), random.pick(fields), random.pick(fields)].join(','),
  );
  return Buffer.from(rows.join('\n') + (random.fraction() < 0.3 ? '' : '\n'));
}

/** Draws lines for the partition field `/user/id`: most are JSON objects with it, some lack it or are not JSON. */
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
