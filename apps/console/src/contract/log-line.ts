/** A line that a function wrote. */
export interface LogLine {
  /** Grows by one a line. */
  readonly id: number;
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly functionName: string;
  readonly line: string;
}
