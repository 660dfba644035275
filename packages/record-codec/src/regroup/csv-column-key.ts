import { asBuffer } from '../bytes/as-buffer.js';
import { checkWholeNumber } from '../checks/check-whole-number.js';

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
