import type { ParquetColumn, ParquetColumnType } from '@headwaters/pipeline-contract';
import { JsonNumber, type JsonObject, type JsonValue } from '../fields/json-value.js';
import { RecordRefusal } from '../fields/record-refusals.js';
import { convertValue, mismatch } from './column-values.js';

/** Most columns of an inferred table. A record with more is likely one whose names are data. */
export const maxInferredColumns = 1_000;

/**
 * Infers the columns of one block from all its records, so that each file describes itself and a redelivery makes the same file: a
 * column per member, in the order in which they appear first, of the narrowest type that all its values fit.
 */
export class ColumnInference {
  /** `undefined`: only null so far. */
  readonly #types = new Map<string, InferredType | undefined>();

  /** @throws {@link RecordRefusal} if the record would add too many columns. */
  add(members: JsonObject): void {
    const added = [...members.keys()].filter((name) => !this.#types.has(name)).length;
    if (this.#types.size + added > maxInferredColumns) {
      throw new RecordRefusal(`needs more than ${maxInferredColumns} columns: set PARQUET_COLUMNS`);
    }
    for (const [name, value] of members) this.#types.set(name, widen(this.#types.get(name), value));
  }

  columns(): ParquetColumn[] {
    return [...this.#types].map(([name, type = 'string']) => ({
      name,
      type: type === 'long' ? 'integer' : type,
    }));
  }
}

/** A `long` is an integer that a double may not represent. */
type InferredType = ParquetColumnType | 'long';

const widerNumber: Readonly<Record<string, InferredType>> = {
  'integer,long': 'long',
  'long,integer': 'long',
  'integer,double': 'double',
  'double,integer': 'double',
};

/** Returns the type that has all values of `type` and this one. */
function widen(type: InferredType | undefined, value: JsonValue): InferredType | undefined {
  const own = typeOf(value);
  if (own === undefined || own === type) return type;
  return type === undefined ? own : (widerNumber[`${type},${own}`] ?? 'string');
}

function typeOf(value: JsonValue): InferredType | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (!(value instanceof JsonNumber)) return 'json';
  const isExact = isExactDouble(value.text);
  if (/^-?\d+$/.test(value.text) && convertValue(value, 'integer') !== mismatch)
    return isExact ? 'integer' : 'long';
  return isExact ? 'double' : 'string';
}

/** 15 significant digits survive the way to a double and back. */
function isExactDouble(text: string): boolean {
  const [mantissa = ''] = text.split(/[eE]/);
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '');
  return digits.length <= 15 && convertValue(new JsonNumber(text), 'double') !== mismatch;
}
