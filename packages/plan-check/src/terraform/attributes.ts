/** What a resource declares, as Terraform's JSON has it. A value that is not known yet is a reference, `${...}`. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Whether a value is an object, and no list. */
export const isAttributes = (value: unknown): value is Attributes =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The nested blocks of a name: Terraform's JSON has one as an object or a list of one, and several as a list. */
export function blocksOf(attributes: Attributes | undefined, name: string): Attributes[] {
  const value = attributes?.[name];
  return (Array.isArray(value) ? value : [value]).filter(isAttributes);
}

/** The one nested block of a name. */
export function blockOf(attributes: Attributes | undefined, name: string): Attributes | undefined {
  return blocksOf(attributes, name)[0];
}

/** A text; undefined if it is absent, null or empty. */
export function textOf(attributes: Attributes | undefined, name: string): string | undefined {
  const value = attributes?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number, also if written as text; undefined if it is absent or a reference. */
export function numberOf(attributes: Attributes | undefined, name: string): number | undefined {
  const value = attributes?.[name];
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : undefined;
}

/** A list of texts; a single text counts as a list of one. */
export function textsOf(attributes: Attributes | undefined, name: string): string[] {
  const value = attributes?.[name];
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
}

/** Whether it is there at all, known or not. */
export function isSet(attributes: Attributes | undefined, name: string): boolean {
  const value = attributes?.[name];
  return (
    value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
  );
}
