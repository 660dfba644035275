/** What a resource declares, as Terraform's JSON has it. A value that is not known yet is a reference, `${...}`. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object, and no list. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The nested blocks of a name: Terraform's JSON has one as an object or a list of one, and several as a list. */
export function blocksOf(attributes: JsonObject | undefined, name: string): JsonObject[] {
  const value = attributes?.[name];
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

/** The one nested block of a name. */
export function blockOf(attributes: JsonObject | undefined, name: string): JsonObject | undefined {
  return blocksOf(attributes, name)[0];
}

/** A text; undefined if it is absent, null or empty. */
export function textOf(attributes: JsonObject | undefined, name: string): string | undefined {
  const value = attributes?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number, also if written as text; undefined if it is absent or a reference. */
export function numberOf(attributes: JsonObject | undefined, name: string): number | undefined {
  const value = attributes?.[name];
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : undefined;
}

/** A list of texts; a single text counts as a list of one. */
export function textsOf(attributes: JsonObject | undefined, name: string): string[] {
  const value = attributes?.[name];
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
}

/** Whether it is there at all, known or not. */
export function isSet(attributes: JsonObject | undefined, name: string): boolean {
  const value = attributes?.[name];
  return (
    value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
  );
}
