import type { Block } from '../block/block.js';
import { checkDelimiter, csvField, type CsvDelimiter } from '../block/csv-row.js';
import { decodeText, type TextEncoding } from '../block/text-encoding.js';
import { checkInteger } from '../checks.js';
import { InvalidOptionError } from '../errors.js';
import { exactNumber } from './json-number.js';

/** The position of a record in its object. Its block says how to read it. */
export interface RecordPosition {
  /** Offset of the record in its object. Only at 0 is a byte order mark left out. */
  readonly offset: number;
  readonly block: Pick<Block, 'delimiter' | 'encoding'>;
}

/**
 * Returns the key of a record, given without its line terminator.
 *
 * @param position - Default: the start of an object in UTF-8.
 */
export type RecordKey = (record: Uint8Array, position?: RecordPosition) => string;

/**
 * Makes a key function for {@link regroupBlock} that reads the value at a JSON pointer (RFC 6901). A string is the key
 * itself; any other value is converted to JSON. The key is empty if there is no such value or the record is not JSON.
 *
 * A number that a double can't hold with all its digits, such as 1234567890123456789, is its own source text. Within an object or
 * list, it is rounded as by JSON.parse.
 *
 * @param pointer - E.g. `/customer/id`.
 * @param options.nullKey - Key of a value that is null. Default: `null`, also the key of the string "null".
 * @param options.encoding - Default: that of the block.
 * @throws {@link InvalidOptionError} if the pointer is neither empty nor starts with a slash.
 */
export function jsonPointerKey(
  pointer: string,
  options: { encoding?: TextEncoding; nullKey?: string } = {},
): RecordKey {
  const { nullKey = 'null' } = options;
  if (pointer !== '' && !pointer.startsWith('/')) {
    throw new InvalidOptionError(`A JSON pointer starts with a slash; got ${JSON.stringify(pointer)}.`);
  }
  const names = pointer.split('/').slice(1).map(unescapeName);
  return (record, position) => {
    const { encoding = position?.block.encoding ?? 'utf-8' } = options;
    try {
      const text = decodeText(record, { encoding, offset: position?.offset ?? 0 });
      const valueIn = (root: unknown) => names.reduce(memberOf, root);
      const value = valueIn(JSON.parse(text));
      if (value === null) return nullKey;
      return typeof value === 'number' ? exactNumber(value, text, valueIn) : toKey(value);
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

/**
 * Makes a key function for {@link regroupBlock} that reads one column of a CSV row, unquoted. The key is empty if the row has
 * fewer columns. Fields are those of {@link csvFields}.
 *
 * @param column - 0-based.
 * @param options.delimiter - Default: that of the block.
 * @param options.encoding - Default: that of the block.
 * @throws {@link InvalidOptionError} if `column` is not a non-negative integer or the delimiter is unknown.
 */
export function csvColumnKey(
  column: number,
  options: { delimiter?: CsvDelimiter; encoding?: TextEncoding } = {},
): RecordKey {
  checkInteger('column', column, 0);
  if (options.delimiter !== undefined) checkDelimiter(options.delimiter);
  return (record, position) => {
    const { delimiter = position?.block.delimiter ?? ',', encoding = position?.block.encoding ?? 'utf-8' } =
      options;
    return csvField(record, column, { delimiter, encoding, rowOffset: position?.offset ?? 0 });
  };
}
