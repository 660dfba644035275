import { asBuffer } from '../bytes/byte-views.js';
import { checkWholeNumber } from '../checks.js';
import { InvalidOptionError } from '../errors.js';

/**
 * Makes a reader of keys for {@link regroupBlock}: the value that a JSON pointer (RFC 6901) finds in a record, as text; of
 * an object or an array its JSON; the empty text where there is none or the record is no JSON.
 *
 * @throws {@link InvalidOptionError} if the pointer neither is empty nor begins with a slash.
 */
export function jsonPointerKey(pointer: string): (record: Uint8Array) => string {
  if (pointer !== '' && !pointer.startsWith('/')) {
    throw new InvalidOptionError(
      `A JSON pointer begins with a slash; this one is ${JSON.stringify(pointer)}.`,
    );
  }
  const names = pointer.split('/').slice(1).map(unescapeName);
  return (record) => {
    try {
      return toKey(names.reduce(member, JSON.parse(asBuffer(record).toString())));
    } catch {
      return '';
    }
  };
}

function unescapeName(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function toKey(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** One field of RFC 4180 and what ends it: quoted, with doubled quotes inside, or plain. */
const field = /(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/gsy;

/**
 * Makes a reader of keys for {@link regroupBlock}: one column of a CSV row, unquoted; the empty text where the row is
 * shorter.
 *
 * @param column - 0-based.
 * @throws {@link InvalidOptionError} if it is no whole number from 0 on.
 */
export function csvColumnKey(column: number): (record: Uint8Array) => string {
  checkWholeNumber('column', column, 0);
  return (record) => {
    const fields = [...asBuffer(record).toString().matchAll(field)];
    const [, quoted, plain = ''] = fields[column] ?? [];
    return quoted?.replaceAll('""', '"') ?? plain;
  };
}
