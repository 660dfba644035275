import { readFile } from 'node:fs/promises';
import { StackUnreadableError } from './errors.js';

/** An object of a JSON document, such as a resource's attributes or a nested block. Values are not validated. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object. `null` and arrays are not. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses a JSON object; `undefined` for any other string. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The objects in `value`: Terraform's JSON writes one block as an object or a list of one, several as a list. */
export function toBlocks(value: unknown): JsonObject[] {
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

/** The nested blocks with this name. */
export function blocksOf(attributes: JsonObject | undefined, name: string): JsonObject[] {
  return toBlocks(attributes?.[name]);
}

/** The first nested block with this name. */
export function blockOf(attributes: JsonObject | undefined, name: string): JsonObject | undefined {
  return blocksOf(attributes, name)[0];
}

/**
 * Reads the JSON object in a file.
 *
 * @param unreadable - Error message if the file can't be read or parsed.
 * @returns `undefined` if the file contains another JSON value.
 * @throws {@link StackUnreadableError} with `unreadable` as its message.
 */
export async function readJsonObject(file: string, unreadable: string): Promise<JsonObject | undefined> {
  try {
    const document: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isObject(document) ? document : undefined;
  } catch (cause) {
    throw new StackUnreadableError(unreadable, { cause });
  }
}
