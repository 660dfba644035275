import type { ParquetColumnType } from '@headwaters/pipeline-contract';
import { JsonNumber, formatJson, type JsonValue } from '../fields/json-value.js';

/** A value of a Parquet column. */
export type ColumnValue = string | bigint | number | boolean | Date | null;

/** A value does not fit the type of its column. */
export const mismatch = Symbol('mismatch');

/**
 * Converts a value of JSON, or the string of a CSV column, to the type of a column. A missing value, and an empty string in a column
 * of another type than `string`, is null.
 *
 * Digits beyond the precision of a type are not lost silently, with one exception: a `double` is the nearest one, as everywhere.
 */
export function convertValue(
  value: JsonValue | undefined,
  type: ParquetColumnType,
): ColumnValue | typeof mismatch {
  if (value === undefined || value === null) return null;
  if (type === 'json') return formatJson(value);
  if (type === 'string') return typeof value === 'string' ? value : formatJson(value);
  if (value === '') return null;
  return converters[type](value);
}

const converters = {
  integer: toInteger,
  double: toDouble,
  boolean: toBoolean,
  timestamp: toTimestamp,
} as const;

/** The text of a number, or of a string that CSV has in place of a number. */
function textOf(value: JsonValue): string | undefined {
  return value instanceof JsonNumber ? value.text : typeof value === 'string' ? value.trim() : undefined;
}

const minInteger = -(2n ** 63n);
const maxInteger = 2n ** 63n - 1n;

function toInteger(value: JsonValue): bigint | typeof mismatch {
  const [, digits] = /^([+-]?\d{1,30})(?:\.0+)?$/.exec(textOf(value) ?? '') ?? [];
  if (digits === undefined) return mismatch;
  const integer = BigInt(digits.replace('+', ''));
  return integer < minInteger || integer > maxInteger ? mismatch : integer;
}

function toDouble(value: JsonValue): number | typeof mismatch {
  const text = textOf(value) ?? '';
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return mismatch;
  const double = Number(text);
  return Number.isFinite(double) ? double : mismatch;
}

function toBoolean(value: JsonValue): boolean | typeof mismatch {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return text === 'true' || text === 'false' ? text === 'true' : mismatch;
}

/** ISO 8601: a date, or a date and a time, in UTC unless it has an offset. At most milliseconds. */
const instant = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3}0*)?)?)(Z|[+-]\d\d:?\d\d)?)?$/;

function toTimestamp(value: JsonValue): Date | typeof mismatch {
  if (value instanceof JsonNumber) return toDate(/^-?\d{1,16}$/.test(value.text) ? Number(value.text) : NaN);
  if (typeof value !== 'string') return mismatch;
  const [, day = '', time = '00:00', zone = 'Z'] = instant.exec(value.trim()) ?? [];
  if (!isDay(day)) return mismatch;
  return toDate(Date.parse(`${day}T${time}${zone.replace(/(\d\d)(\d\d)$/, '$1:$2')}`));
}

/** `Date.parse` reads 30 February as 2 March. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

function toDate(millis: number): Date | typeof mismatch {
  const date = new Date(millis);
  return Number.isNaN(date.getTime()) ? mismatch : date;
}
