import * as v from 'valibot';

/** One of a few words or numbers. `reason` completes "set it to one of: a, b; ...". */
export function oneOf<const Choices extends readonly [string | number, ...(string | number)[]]>(
  choices: Choices,
  reason: string,
) {
  return v.picklist(choices, `set it to one of: ${choices.join(', ')}; ${reason}`);
}
