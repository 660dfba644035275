import * as v from 'valibot';

/** Names with a text each. `reason` says what for. */
export function namedTexts(reason: string) {
  return v.pipe(v.record(v.string(), v.string()), v.metadata({ reason }));
}
