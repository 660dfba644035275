/** Control characters, and characters that change the direction of the text that follows. */
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Replaces control characters of a line by `\u....`, so that a string from outside can't move the cursor, change colours or
 * hide text of the terminal.
 */
export function printable(line: string): string {
  return line.replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Replaces control characters of each line. Line ends stay. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
