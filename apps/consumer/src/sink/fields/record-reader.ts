import { TextDecoder } from 'node:util';
import type { DeliveredBlock, DeliveredRecord } from '../../record/delivery.js';
import { parseCsvRow } from './csv-row.js';
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
  /** One character. */
  readonly delimiter: string;
}

/** What the reader needs of a block. */
type FormattedBlock = Pick<DeliveredBlock, 'header' | 'encoding'>;

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
  const read = format.format === 'json' ? readJson : csvReader(format, block?.header, decoder);
  return (record) => {
    const text = decode(decoder, record.bytes);
    return text.trim() === '' ? undefined : read(text, record.offset);
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

function csvReader(
  { columns, delimiter }: RecordFormat,
  header: Uint8Array | undefined,
  decoder: TextDecoder,
): (text: string, offset: number | undefined) => RecordFields | undefined {
  const names = header === undefined ? columns : headerNames(header, { delimiter, decoder });
  return (text, offset) => {
    const values = parseCsvRow(text, delimiter);
    if (names === undefined)
      return csvFields(
        values,
        values.map((_, index) => unnamed(index)),
      );
    if (offset === 0 && isSameRow(values, names)) return undefined;
    if (values.length > names.length) {
      throw new RecordRefusal(`has ${values.length} columns, but only ${names.length} have a name`);
    }
    return csvFields(values, names);
  };
}

function headerNames(
  header: Uint8Array,
  { delimiter, decoder }: { delimiter: string; decoder: TextDecoder },
): readonly string[] {
  const row = decode(decoder, header).replace(/\r?\n$/, '');
  return parseCsvRow(row, delimiter).map((name, index) =>
    name.trim() === '' ? unnamed(index) : name.trim(),
  );
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

function csvFields(values: readonly string[], names: readonly string[]): RecordFields {
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
