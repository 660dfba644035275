import { asBuffer } from '../bytes/byte-views.js';
import { checkInteger } from '../checks.js';
import { InvalidOptionError } from '../errors.js';

/**
 * Makes a key function for {@link regroupBlock} that reads the value at a JSON pointer (RFC 6901). A string is the key
 * itself; any other value is converted to JSON. The key is empty if there is no such value or the record is not JSON.
 *
 * @param pointer - E.g. `/customer/id`.
 * @throws {@link InvalidOptionError} if the pointer is neither empty nor starts with a slash.
 */
export function jsonPointerKey(pointer: string): (record: Uint8Array) => string {
  if (pointer !== '' && !pointer.startsWith('/')) {
    throw new InvalidOptionError(`A JSON pointer starts with a slash; got ${JSON.stringify(pointer)}.`);
  }
  const names = pointer.split('/').slice(1).map(unescapeName);
  return (record) => {
    try {
      return toKey(names.reduce(memberOf, JSON.parse(asBuffer(record).toString())));
    } catch {
      return '';
    }
  };
}

function unescapeName(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function toKey(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A field of RFC 4180 and the comma or end that follows it: quoted, with doubled quotes inside, or unquoted. */
const csvField = /(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/gsy;

/**
 * Makes a key function for {@link regroupBlock} that reads one column of a CSV row, unquoted. The key is empty if the row has
 * fewer columns.
 *
 * @param column - 0-based.
 * @throws {@link InvalidOptionError} if `column` is not a non-negative integer.
 */
export function csvColumnKey(column: number): (record: Uint8Array) => string {
  checkInteger('column', column, 0);
  return (record) => {
    const fields = [...asBuffer(record).toString().matchAll(csvField)];
    const [, quoted, unquoted = ''] = fields[column] ?? [];
    return quoted?.replaceAll('""', '"') ?? unquoted;
  };
}
