import * as v from 'valibot';

/** What a choice is for: the settings reference shows it. */
export interface Choice {
  readonly reason: string;
}

/** One of a few words or numbers. `reason` completes "set it to one of: a, b; ...". */
export function oneOf<const Choices extends readonly [string | number, ...(string | number)[]]>(
  choices: Choices,
  reason: string,
) {
  return v.pipe(
    v.picklist(choices, `set it to one of: ${choices.join(', ')}; ${reason}`),
    v.metadata({ reason } satisfies Choice),
  );
}
