/** What differs from run to run in a line of a function's log or in an error, and what stands for it. */
const varying: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>'],
  [/(Duration: )[\d.]+ ms/g, '$1<ms>'],
  [/(Max Memory Used: )\d+ MB/g, '$1<MB>'],
  [/("(?:durationMs|billedDurationMs|initDurationMs|maxMemoryUsedMB)":)[\d.]+/g, '$1"<number>"'],
  // Where the code lay.
  [/,"trace":\[.*?\]/g, ''],
  [/,"stackTrace":\[.*?\]/g, ''],
];

/** A line without what differs from run to run. */
export function observeLine(line: string): string {
  return varying.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}
