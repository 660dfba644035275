import * as v from 'valibot';

/** A part of resource names: valid in every AWS name and in a Terraform address, so that neither needs escaping. */
export function resourceName(maxCharacters: number) {
  const reason =
    `1 to ${maxCharacters} lower-case letters, digits and single hyphens, starting with a letter: ` +
    'it becomes part of bucket and function names';
  const message = `set it to ${reason}`;
  return v.pipe(
    v.string(message),
    v.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, message),
    v.maxLength(maxCharacters, message),
    v.metadata({ reason }),
  );
}
