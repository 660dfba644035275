import { TextDecoder } from 'node:util';
import { csvFields, type CsvDelimiter } from '@headwaters/record-codec';
import type { DeliveredBlock, DeliveredRecord } from '../../record/delivery.js';
import { valueAt } from './field-path.js';
import { JsonSyntaxError, isJsonObject, parseJson, type JsonValue } from './json-value.js';
import { RecordRefusal } from './record-refusals.js';

/** The fields of a record. */
export interface RecordFields {
  /** Members of the JSON document, or columns of the CSV row, by name. */
  readonly members: ReadonlyMap<string, JsonValue>;
  /** Returns a field by its JSON pointer, or by the name or 0-based index of its CSV column. */
  get(field: string): JsonValue | undefined;
}

/** Settings of {@link fieldReader}, from the variables of the sink. */
export interface RecordFormat {
  readonly format: 'json' | 'csv';
  /** Names of the columns, for blocks without a header. */
  readonly columns?: readonly string[] | undefined;
  /** For records whose block does not say it. */
  readonly delimiter: CsvDelimiter;
}

/** What the reader needs of a block. */
type FormattedBlock = Pick<DeliveredBlock, 'header' | 'headerReference' | 'encoding' | 'block'>;

/**
 * Reads the fields of one record. Returns undefined for what is no record: a blank line, and the header row of a CSV object.
 *
 * @throws {@link RecordRefusal} if the record does not have the format.
 */
export type ReadFields = (record: DeliveredRecord) => RecordFields | undefined;

/**
 * Makes a reader for the records of one delivery. A byte order mark at their start is skipped.
 *
 * @param block - `undefined` for a foreign record.
 */
export function fieldReader(format: RecordFormat, block: FormattedBlock | undefined): ReadFields {
  const decoder = new TextDecoder(block?.encoding ?? 'utf-8', { fatal: true });
  const readRow = format.format === 'csv' ? csvReader(format, block) : undefined;
  return (record) => {
    const text = decode(decoder, record.bytes);
    if (text.trim() === '') return undefined;
    return readRow === undefined ? readJson(text) : readRow(record);
  };
}

function decode(decoder: TextDecoder, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new RecordRefusal(`is not valid ${decoder.encoding.toUpperCase()}`);
  }
}

function readJson(text: string): RecordFields {
  const value = parseRecord(text);
  if (!isJsonObject(value)) throw new RecordRefusal('is JSON, but not an object with members');
  // The decoder refuses unescaped surrogates.
  if (/\\u[dD]/.test(text)) refuseLoneSurrogates(value);
  return { members: value, get: (field) => valueAt(value, field) };
}

function parseRecord(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new RecordRefusal(error.message);
    throw error;
  }
}

/** With the flag `u`, a surrogate pair is one character. `String.isWellFormed` has no types before ES2024. */
const loneSurrogate = /\p{Surrogate}/u;

/** UTF-8 can't express a lone surrogate: a sink would store U+FFFD, or its service would refuse the request with the other records. */
function refuseLoneSurrogates(value: JsonValue): void {
  if (typeof value === 'string' && loneSurrogate.test(value)) {
    throw new RecordRefusal('has a string with a lone surrogate, which UTF-8 cannot express');
  }
  if (Array.isArray(value))
    for (const element of value as readonly JsonValue[]) refuseLoneSurrogates(element);
  if (!isJsonObject(value)) return;
  for (const [name, member] of value) {
    if (loneSurrogate.test(name)) {
      throw new RecordRefusal('has a member whose name has a lone surrogate, which UTF-8 cannot express');
    }
    refuseLoneSurrogates(member);
  }
}

function csvReader(format: RecordFormat, block: FormattedBlock | undefined): ReadFields {
  const { header, headerReference, encoding } = block ?? {};
  const options = { delimiter: block?.block?.delimiter ?? format.delimiter, encoding };
  const names = header === undefined ? format.columns : headerNames(csvFields(header, options));
  return ({ bytes, offset }) => {
    // Without the names, the fields of these rows would be missing in silence.
    if (names === undefined && headerReference !== undefined) throw headerTooLong(headerReference.length);
    const values = csvFields(bytes, { ...options, rowOffset: offset });
    if (names === undefined)
      return csvMembers(
        values,
        values.map((_, index) => unnamed(index)),
      );
    if (offset === 0 && isSameRow(values, names)) return undefined;
    if (values.length > names.length) {
      throw new RecordRefusal(`has ${values.length} columns, but only ${names.length} have a name`);
    }
    return csvMembers(values, names);
  };
}

function headerTooLong(bytes: number): RecordRefusal {
  return new RecordRefusal(
    `has a header of ${bytes} bytes, which is too long to be sent with its block: declare the names of the columns`,
  );
}

function headerNames(header: readonly string[]): readonly string[] {
  return header.map((name, index) => (name.trim() === '' ? unnamed(index) : name.trim()));
}

function unnamed(index: number): string {
  return `column_${index}`;
}

function isSameRow(values: readonly string[], names: readonly string[]): boolean {
  return (
    values.length === names.length &&
    values.every((value, index) => (value.trim() || unnamed(index)) === names[index])
  );
}

function csvMembers(values: readonly string[], names: readonly string[]): RecordFields {
  const members = new Map<string, JsonValue>();
  for (const [index, value] of values.entries()) {
    const name = names[index] ?? '';
    if (members.has(name)) throw new RecordRefusal(`has two columns with the name of column ${index}`);
    members.set(name, value);
  }
  return {
    members,
    get: (field) => members.get(field) ?? (/^\d+$/.test(field) ? values[Number(field)] : undefined),
  };
}
