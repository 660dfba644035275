import * as v from 'valibot';
import { parquetColumns } from './parquet-columns.js';
import { flag, oneOf, requiredString } from './variables.js';

/** What a record is to a sink that reads fields: a JSON document, or a CSV row. */
export const recordFormats = ['json', 'csv'] as const;

/** What separates the columns of a CSV row, where the block does not say it. */
export const sinkCsvDelimiters = [',', ';', 'tab', '|'] as const;

/** Names of CSV columns, separated by commas. */
const columnNames = v.pipe(
  v.string(),
  v.transform((names) => names.split(',').map((name) => name.trim())),
  v.check((names) => !names.includes(''), 'must be column names separated by commas, none of them empty'),
  v.check((names) => new Set(names).size === names.length, 'must not contain a column name twice'),
);

/** How a sink reads the fields of a record. */
const recordVariables = {
  RECORD_FORMAT: oneOf(recordFormats, 'json'),
  /** Names of the columns of CSV records whose blocks have no header. Default: the header of the block. */
  CSV_COLUMNS: v.optional(columnNames),
  CSV_DELIMITER: oneOf(sinkCsvDelimiters, ','),
};

/** Names of attributes that the sink writes begin with `_`. DynamoDB: names of key attributes have 1 to 255 bytes. */
const attributeName = v.pipe(
  v.string(),
  v.regex(/^[^_]/, 'must not be empty or begin with _, as the attributes of the sink do'),
  v.maxBytes(255, 'must be at most 255 bytes'),
);

/** Types of a key attribute of DynamoDB that a field can have. */
export const keyTypes = ['string', 'number'] as const;

/** `upsert`: an item per key, the newest record wins. `append`: an item per record. */
export const tableModes = ['upsert', 'append'] as const;

/** Variables of `SINK=dynamodb`. */
export const dynamodbVariables = {
  SINK: v.literal('dynamodb'),
  /** Name of the table. */
  TABLE_NAME: requiredString,
  ...recordVariables,
  TABLE_MODE: oneOf(tableModes, 'upsert'),
  /** Field whose value is the partition key: a JSON pointer, or a CSV column by its name or 0-based index. */
  KEY_FIELD: requiredString,
  /** Name of the table's partition key. */
  KEY_ATTRIBUTE: v.optional(attributeName, 'pk'),
  KEY_TYPE: oneOf(keyTypes, 'string'),
  /** Field whose value is the sort key; only for `upsert`, because `append` sorts by the id of the record. */
  SORT_FIELD: v.optional(requiredString),
  /** Name of the table's sort key, where there is one: with SORT_FIELD, and with `append`. */
  SORT_ATTRIBUTE: v.optional(attributeName, 'sk'),
  SORT_TYPE: oneOf(keyTypes, 'string'),
  /** Field that says which of two records with the same key is newer. Default: the later one in the stream. */
  VERSION_FIELD: v.optional(requiredString),
  VERSION_TYPE: oneOf(keyTypes, 'string'),
};

/** Partitions of the Parquet files: `dt=YYYY-MM-DD`, or `dt=YYYY-MM-DD-HH`, in UTC. */
export const parquetPartitions = ['none', 'day', 'hour'] as const;

/** What the sink does with a value that does not fit its column: refuse the record, or write null and keep the rest. */
export const parquetMismatches = ['refuse', 'null'] as const;

/** Variables of `SINK=parquet`. */
export const parquetVariables = {
  SINK: v.literal('parquet'),
  /** Name of the bucket that receives the files. */
  PARQUET_BUCKET: requiredString,
  /** What the keys of the files begin with. */
  PARQUET_PREFIX: v.optional(
    v.pipe(v.string(), v.regex(/^([^/].*\/)?$/, 'must be empty, or end but not begin with a slash')),
    '',
  ),
  ...recordVariables,
  /** Columns as a JSON array. Default: the sink infers them from each block. */
  PARQUET_COLUMNS: v.optional(parquetColumns),
  PARQUET_MISMATCH: oneOf(parquetMismatches, 'refuse'),
  /** Whether rows have the column `_line` with the bytes of the record. */
  PARQUET_LINE: flag(false),
  PARQUET_PARTITION: oneOf(parquetPartitions, 'day'),
  /**
   * Where an object's key contains its date, such as `logs/YYYY/MM/DD/`. Default, and for a key without it: the partition is the
   * arrival of the Kinesis record at the stream.
   */
  PARQUET_KEY_DATE: v.optional(requiredString),
};

/** What the sink appends to each record. */
export const firehoseDelimiters = ['newline', 'none'] as const;

/** Variables of `SINK=firehose`. */
export const firehoseVariables = {
  SINK: v.literal('firehose'),
  DELIVERY_STREAM_NAME: requiredString,
  RECORD_DELIMITER: oneOf(firehoseDelimiters, 'newline'),
};

/** A variable of a sink that conflicts with the others, and its valid values. */
export interface SinkVariableProblem {
  readonly variable: string;
  readonly advice: string;
}

/** RFC 6901, section 3: a `~` must be followed by 0 or 1. */
const jsonPointer = /^(\/([^~]|~[01])*)+$/s;

const fieldVariables = ['KEY_FIELD', 'SORT_FIELD', 'VERSION_FIELD'] as const;

type DynamodbSettings = v.InferOutput<v.ObjectSchema<typeof dynamodbVariables, undefined>>;
type ParquetSettings = v.InferOutput<v.ObjectSchema<typeof parquetVariables, undefined>>;

/** Returns the conflicts among the variables of a sink. */
export function findSinkProblems(
  settings: { readonly SINK: string } | DynamodbSettings | ParquetSettings,
): SinkVariableProblem[] {
  const problems: (SinkVariableProblem | false | undefined)[] = [];
  if ('RECORD_FORMAT' in settings) problems.push(csvProblem(settings));
  if ('TABLE_NAME' in settings) problems.push(...tableProblems(settings));
  if ('PARQUET_BUCKET' in settings) problems.push(...parquetProblems(settings));
  return problems.filter((problem): problem is SinkVariableProblem => typeof problem === 'object');
}

function csvProblem({ RECORD_FORMAT, CSV_COLUMNS }: DynamodbSettings | ParquetSettings) {
  return (
    RECORD_FORMAT === 'json' &&
    CSV_COLUMNS !== undefined && {
      variable: 'CSV_COLUMNS',
      advice: 'must not be set: only RECORD_FORMAT csv has columns',
    }
  );
}

const pointerAdvice =
  'must be a JSON pointer such as /user/id: with RECORD_FORMAT json, every record is a JSON document';

function tableProblems(settings: DynamodbSettings) {
  const { RECORD_FORMAT, TABLE_MODE, KEY_ATTRIBUTE, SORT_FIELD, SORT_ATTRIBUTE, VERSION_FIELD } = settings;
  const append = TABLE_MODE === 'append';
  return [
    ...fieldVariables.map((variable) => {
      const field = settings[variable];
      if (RECORD_FORMAT === 'csv' || field === undefined || jsonPointer.test(field)) return undefined;
      return { variable, advice: pointerAdvice };
    }),
    append &&
      SORT_FIELD !== undefined && {
        variable: 'SORT_FIELD',
        advice: 'must not be set: with TABLE_MODE append, the sort key is the id of the record',
      },
    append &&
      VERSION_FIELD !== undefined && {
        variable: 'VERSION_FIELD',
        advice: 'must not be set: with TABLE_MODE append, no record replaces another',
      },
    KEY_ATTRIBUTE === SORT_ATTRIBUTE && {
      variable: 'SORT_ATTRIBUTE',
      advice: 'must differ from KEY_ATTRIBUTE',
    },
  ];
}

/** Readers add a column of this name, from the folders `dt=...` of the files. */
const partitionColumn = 'dt';

function parquetProblems({
  RECORD_FORMAT,
  PARQUET_COLUMNS,
  PARQUET_PARTITION,
  PARQUET_KEY_DATE,
}: ParquetSettings) {
  const isPointer = (field: string | undefined) => field === undefined || jsonPointer.test(field);
  return [
    RECORD_FORMAT === 'json' &&
      PARQUET_COLUMNS?.some(({ field }) => !isPointer(field)) === true && {
        variable: 'PARQUET_COLUMNS',
        advice: `: a field ${pointerAdvice}`,
      },
    PARQUET_PARTITION !== 'none' &&
      PARQUET_COLUMNS?.some(({ name }) => name === partitionColumn) === true && {
        variable: 'PARQUET_COLUMNS',
        advice: `must not contain a column ${partitionColumn}, the name of the partitions, unless PARQUET_PARTITION is none`,
      },
    PARQUET_KEY_DATE !== undefined && keyDateProblem(PARQUET_KEY_DATE, PARQUET_PARTITION),
  ];
}

/** Each of YYYY, MM and DD must stand in the pattern once, and HH too if the partitions are hours. */
function keyDateProblem(pattern: string, partition: ParquetSettings['PARQUET_PARTITION']) {
  const variable = 'PARQUET_KEY_DATE';
  if (partition === 'none') return { variable, advice: 'must not be set: PARQUET_PARTITION is none' };
  const parts = ['YYYY', 'MM', 'DD', ...(partition === 'hour' ? ['HH'] : [])];
  if (parts.every((part) => pattern.split(part).length === 2)) return undefined;
  return {
    variable,
    advice: `must contain each of ${parts.join(', ')} once, such as logs/${parts.join('/')}/`,
  };
}
