import * as v from 'valibot';

/** A text that fits a pattern. `advice` completes "set it to ...". */
export function text(advice: string, pattern: RegExp) {
  const message = `set it to ${advice}`;
  return v.pipe(v.string(message), v.regex(pattern, message), v.metadata({ reason: advice }));
}
