import type { CsvDelimiter } from '@headwaters/record-codec';

/** The character of CSV_DELIMITER: a tab has a name, because a variable can't show it. */
export function delimiterOf(word: ',' | ';' | 'tab' | '|'): CsvDelimiter {
  return word === 'tab' ? '\t' : word;
}
