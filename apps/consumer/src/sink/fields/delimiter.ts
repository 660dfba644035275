/** The character of CSV_DELIMITER: a tab has a name, because a variable can't show it. */
export function delimiterOf(word: string): string {
  return word === 'tab' ? '\t' : word;
}
