import * as v from 'valibot';

/** The longest filter pattern, in characters of JSON. Source: Lambda quotas, read on 2026-11-23. */
const maxPatternCharacters = 4_096;

/** The most patterns of a mapping, without a raised quota. Source: as above. */
const maxPatterns = 5;

const advice =
  `set it to at most ${maxPatterns} patterns such as { data: { level: ['error'] } } of up to ${maxPatternCharacters.toLocaleString('en-US')} ` +
  'characters of JSON, whose innermost values are lists: what matches none is dropped for this consumer';

/** Which records a consumer gets, by what their JSON holds; a pattern as Lambda's event filtering takes it. */
export const filterPatterns = v.pipe(
  v.array(
    v.pipe(
      v.strictObject({ data: v.custom<Pattern>(isPattern, advice) }, advice),
      v.check((pattern) => JSON.stringify(pattern).length <= maxPatternCharacters, advice),
    ),
    advice,
  ),
  v.minLength(1, advice),
  v.maxLength(maxPatterns, advice),
  v.metadata({ reason: advice.replace(/^set it to /, '') }),
);

/** Every key has a pattern of its own, or the list of what its value may be. */
export interface Pattern {
  readonly [key: string]: Pattern | readonly unknown[];
}

function isPattern(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const members = Object.values(value);
  return members.length > 0 && members.every((member) => isRules(member) || isPattern(member));
}

const isRules = (value: unknown): boolean => Array.isArray(value) && value.length > 0;
