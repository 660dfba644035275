import { asBuffer } from '../bytes/as-buffer.js';
import { InvalidOptionError } from '../errors/invalid-option-error.js';

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
