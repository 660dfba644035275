import type { LogLine } from '../../contract/log-line.js';

/** What a reader looks for. */
export interface LogFilter {
  /** Empty for all. */
  readonly functionName: string;
  /** In any case; empty for all. */
  readonly text: string;
}

/** The latest lines that match, oldest first, at most `most`. */
export function filterLines(
  lines: readonly LogLine[],
  { functionName, text }: LogFilter,
  most: number,
): readonly LogLine[] {
  const wanted = text.toLowerCase();
  return lines
    .filter(
      (line) =>
        (functionName === '' || line.functionName === functionName) &&
        line.line.toLowerCase().includes(wanted),
    )
    .slice(-most);
}
