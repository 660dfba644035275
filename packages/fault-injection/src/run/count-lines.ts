const newline = 10;

/** Lines of a file; a last line without an end counts. */
export function countLines(content: Buffer): number {
  let lines = content.length > 0 && content.at(-1) !== newline ? 1 : 0;
  for (let at = content.indexOf(newline); at !== -1; at = content.indexOf(newline, at + 1)) lines += 1;
  return lines;
}
