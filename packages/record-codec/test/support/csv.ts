import type { CsvDelimiter } from '@headwaters/record-codec';
import fc from 'fast-check';

export const delimiters: readonly CsvDelimiter[] = [',', ';', '\t', '|'];

/** Text with many quotes, delimiters and line ends. The last row has no line end, so an open quote has a defined content. */
export function csvText(delimiter: CsvDelimiter): fc.Arbitrary<string> {
  const piece = fc.constantFrom(
    '"',
    '""',
    delimiter,
    '\n',
    '\r\n',
    'a',
    '5" b',
    ';',
    ',',
    `"x\n${delimiter}"`,
  );
  return fc.array(piece, { maxLength: 40 }).map((pieces) => `${pieces.join('')}end`);
}
