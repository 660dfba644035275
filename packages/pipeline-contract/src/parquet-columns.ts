import * as v from 'valibot';

/**
 * Types of a Parquet column. `string` also holds numbers, with all their digits, and JSON of objects and arrays; `json` holds any
 * value as JSON; `timestamp` is an instant in milliseconds, from a string by ISO 8601 or from milliseconds since the epoch.
 */
export const parquetColumnTypes = ['string', 'integer', 'double', 'boolean', 'timestamp', 'json'] as const;

export type ParquetColumnType = (typeof parquetColumnTypes)[number];

/** A column of the Parquet files. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: ParquetColumnType;
  /** A JSON pointer, or a CSV column by its name or 0-based index. Default: the member or the column with the name of this one. */
  readonly field?: string | undefined;
}

/** Names that Athena, Redshift and DuckDB read without quotes. Names with `_` at the start belong to the sink. */
const columnName = /^[a-z][a-z0-9_]{0,126}$/;

const columnsSchema = v.pipe(
  v.array(
    v.strictObject({
      name: v.pipe(v.string(), v.regex(columnName)),
      type: v.picklist(parquetColumnTypes),
      field: v.optional(v.pipe(v.string(), v.nonEmpty())),
    }),
  ),
  v.minLength(1),
  v.check((columns) => new Set(columns.map(({ name }) => name)).size === columns.length),
);

const advice =
  'must be a JSON array of columns such as [{"name":"user_id","type":"string","field":"/user/id"}], with different names of ' +
  `lowercase letters, digits and underscores that begin with a letter, and types among ${parquetColumnTypes.join(', ')}`;

/** A JSON array of {@link ParquetColumn}. */
export const parquetColumns = v.pipe(
  v.string(),
  v.rawTransform<string, readonly ParquetColumn[]>(({ dataset, addIssue, NEVER }) => {
    const result = v.safeParse(columnsSchema, parseJson(dataset.value));
    if (result.success) return result.output;
    addIssue({ message: advice });
    return NEVER;
  }),
);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
